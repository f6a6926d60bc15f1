/* A bare event loop for three stations in a row of 4, 2 and 1 booths, first come first served: what a crossing
   point could cost at least. Times are hours; work and waits hold three numbers a person. */
#include <stdlib.h>

#define STATIONS 3
static const long BOOTHS[STATIONS] = {4, 2, 1};

typedef struct { double time; long who; } Event;

static Event heap[16];
static long size;

static void push(double time, long who) {
    long hole = size++;
    while (hole > 0 && heap[(hole - 1) / 2].time > time) {
        heap[hole] = heap[(hole - 1) / 2];
        hole = (hole - 1) / 2;
    }
    heap[hole] = (Event){time, who};
}

static Event pop(void) {
    Event first = heap[0], last = heap[--size];
    long hole = 0, child;
    while ((child = 2 * hole + 1) < size) {
        if (child + 1 < size && heap[child + 1].time < heap[child].time) child++;
        if (heap[child].time >= last.time) break;
        heap[hole] = heap[child];
        hole = child;
    }
    heap[hole] = last;
    return first;
}

void run(long people, const double *arrival, const double *work, double *waits) {
    long *after = malloc(people * sizeof(long)), *station = malloc(people * sizeof(long));
    double *since = malloc(people * sizeof(double));
    long head[STATIONS], tail[STATIONS], busy[STATIONS] = {0};
    long next = 0;
    for (long s = 0; s < STATIONS; s++) head[s] = tail[s] = -1;
    size = 0;
    while (next < people || size > 0) {
        long who, here;
        double now;
        if (size > 0 && (next >= people || heap[0].time <= arrival[next])) {
            Event event = pop();
            now = event.time;
            who = event.who;
            here = station[who];
            busy[here]--;
            if (head[here] >= 0) {
                long first = head[here];
                head[here] = after[first];
                if (head[here] < 0) tail[here] = -1;
                waits[3 * first + here] = now - since[first];
                busy[here]++;
                push(now + work[3 * first + here], first);
            }
            here++;
        } else {
            now = arrival[next];
            who = next++;
            here = 0;
        }
        if (here == STATIONS) continue;
        station[who] = here;
        if (busy[here] < BOOTHS[here]) {
            waits[3 * who + here] = 0.0;
            busy[here]++;
            push(now + work[3 * who + here], who);
        } else {
            since[who] = now;
            after[who] = -1;
            if (tail[here] < 0) head[here] = who; else after[tail[here]] = who;
            tail[here] = who;
        }
    }
    free(after); free(station); free(since);
}
