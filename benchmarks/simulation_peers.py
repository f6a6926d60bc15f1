"""The full-feature model in Ciw and in SimPy, as their manuals teach it.

Three traps of Ciw 3.2 are worked round: its Poisson arrivals are drawn when the network is made, so that it
is made anew for each day; with a schedule the capacity of a node forgets the booths, so that the only node of
few places has no schedule; at a change of shift all servers go and new ones begin at once, while the old ones
finish, so that for a moment more booths work than there are: `Handover` lets come or go only as many as
there are more or fewer.
"""

from __future__ import annotations

import random
from collections.abc import Generator
from typing import Any

import ciw
import numpy as np
import simpy
from simulation_models import BOOTHS, CLASSES, NODES

from chegara.contingency.methods.simulation.scenario import Scenario

Record = tuple[int, int, str, float]
FAR = 24 * 10.0


def _lognormal(minutes: float, cv: float) -> tuple[float, float]:
    sigma = float(np.sqrt(np.log1p(cv**2)))
    return float(np.log(minutes / 60) - sigma**2 / 2), sigma


class Handover(ciw.Node):  # type: ignore[misc]
    """A node whose booths stay at a change of shift; where there are fewer, those first done close."""

    surplus = 0

    def change_shift(self) -> None:
        """Let as many servers come as there are more, or go as there are fewer."""
        on_duty = len(self.servers) - self.surplus
        self.schedule.get_next_shift()
        self.next_shift_change = self.schedule.next_shift_change_date
        self.c = self.schedule.c
        idle = [server for server in self.servers if not server.busy]
        for server in self.servers:
            server.shift_end = self.next_event_date
        for server in idle[: max(0, on_duty - self.c)]:
            self.kill_server(server)
        more = self.c - len(self.servers)
        self.surplus = max(0, -more)
        self.add_new_servers(max(0, more))
        self.begin_service_if_possible_change_shift()

    def detatch_server(self, server: Any, individual: Any) -> None:
        """Close the booth where there is one too many."""
        if self.surplus:
            self.surplus -= 1
            server.offduty = True
        super().detatch_server(server, individual)


def ciw_day(model: Scenario, seed: int) -> list[Record]:
    """Return class, node, kind and wait (minutes) of every record of one day of Ciw."""
    ciw.seed(seed)
    names = [f"Class {place}" for place in range(CLASSES)]
    steps = [flow.routes[0].steps for flow in model.flows]
    servers: list[Any] = []
    for station in model.stations:
        counts = [shift.booths for shift in station.shifts]
        ends = [shift.hour for shift in station.shifts[1:]] + [24.0]
        servers.append(
            ciw.Schedule(numbers_of_servers=counts, shift_end_dates=ends) if len(counts) > 1 else counts[0]
        )
    network = ciw.create_network(
        arrival_distributions={
            name: [
                ciw.dists.PoissonIntervals(
                    rates=list(flow.per_hour),
                    endpoints=[float(h + 1) for h in range(24)],
                    max_sample_date=24.0,
                ),
                None,
                None,
                None,
            ]
            for name, flow in zip(names, model.flows, strict=True)
        },
        service_distributions={
            name: [ciw.dists.Lognormal(*_lognormal(step.service.minutes, step.service.cv)) for step in each]
            for name, each in zip(names, steps, strict=True)
        },
        routing={
            name: _matrix([step.share for step in each]) for name, each in zip(names, steps, strict=True)
        },
        number_of_servers=servers,
        queue_capacities=[float("inf") if s.places is None else s.places for s in model.stations],
        priority_classes={name: place for place, name in enumerate(names)},
        reneging_time_distributions={
            name: [ciw.dists.Exponential(60 / flow.patience.minutes), None, None, None]  # type: ignore[union-attr]
            for name, flow in zip(names, model.flows, strict=True)
        },
    )
    simulation = ciw.Simulation(network, node_class=Handover)
    simulation.simulate_until_max_time(model.end)
    return [
        (names.index(each.customer_class), each.node - 1, each.record_type, each.waiting_time * 60)
        for each in simulation.get_all_records()
    ]


def _matrix(shares: list[float]) -> list[list[float]]:
    """Return where each node sends on, when each later node is visited with its share of its own."""
    matrix = [[0.0] * len(shares) for _ in shares]
    for row in range(len(shares)):
        left = 1.0
        for column in range(row + 1, len(shares)):
            matrix[row][column] = left * shares[column]
            left *= 1 - shares[column]
    return matrix


def simpy_day(model: Scenario, seed: int) -> list[Record]:  # noqa: C901 - one world of processes
    """Return the same records of one day of SimPy."""
    rng = random.Random(seed)  # noqa: S311 - a simulation
    env = simpy.Environment()
    lines = [simpy.PriorityResource(env, station.shifts[0].booths) for station in model.stations]
    places = [
        None if station.places is None else simpy.Resource(env, station.places + station.shifts[0].booths)
        for station in model.stations
    ]
    records: list[Record] = []
    laws = [_lognormal(step.service.minutes, step.service.cv) for step in model.flows[0].routes[0].steps]

    def person(place: int, patience: float, shares: list[float]) -> Generator[Any, Any, None]:
        held = held_place = None
        for node, share in enumerate(shares):
            if rng.random() >= share:
                continue
            room = places[node]
            asked_place = None
            if room is not None:
                asked_place = room.request()
                yield asked_place
            if held is not None:
                held[0].release(held[1])
            if held_place is not None:
                held_place[0].release(held_place[1])
            held_place = None if room is None else (room, asked_place)
            came = env.now
            asked = lines[node].request(priority=place)
            if node == 0:
                yield asked | env.timeout(rng.expovariate(60 / patience))
                if not asked.triggered:
                    asked.cancel()
                    records.append((place, node, "renege", (env.now - came) * 60))
                    return
            else:
                yield asked
            records.append((place, node, "service", (env.now - came) * 60))
            yield env.timeout(rng.lognormvariate(*laws[node]))
            held = (lines[node], asked)
        if held is not None:
            held[0].release(held[1])
        if held_place is not None:
            held_place[0].release(held_place[1])

    def source(place: int) -> Generator[Any, Any, None]:
        flow = model.flows[place]
        shares = [step.share for step in flow.routes[0].steps]
        patience = flow.patience.minutes  # type: ignore[union-attr]
        for hour, rate in enumerate(flow.per_hour):
            now = float(hour)
            while True:
                now += rng.expovariate(rate)
                if now >= hour + 1:
                    break
                yield env.timeout(now - env.now)
                env.process(person(place, patience, shares))

    def roster(node: int) -> Generator[Any, Any, None]:
        for hour, booths in BOOTHS[node][1:]:
            yield env.timeout(hour - env.now)
            lines[node]._capacity = booths  # noqa: SLF001 - SimPy has no shifts
            lines[node]._trigger_put(None)  # noqa: SLF001

    for place in range(CLASSES):
        env.process(source(place))
    for node in range(len(NODES)):
        env.process(roster(node))
    env.run(until=FAR)
    return records
