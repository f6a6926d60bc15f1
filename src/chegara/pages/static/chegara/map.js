// A country's outline, divisions and crossing points, drawn by Leaflet from GeoJSON; no tile of anybody else's map.
"use strict";
window.addEventListener("DOMContentLoaded", async () => {
  const holder = document.getElementById("map");
  const map = L.map(holder, { attributionControl: false, scrollWheelZoom: false, zoomSnap: 0.25 });
  const colours = { country: "#ffffff", neighbour: "#dde4e8", division: "#ffffff" };
  const data = await (await fetch(holder.dataset.source)).json();
  const order = { neighbour: 0, country: 1, division: 2, section: 3 };
  data.features.sort((a, b) => (order[a.properties.kind] ?? 9) - (order[b.properties.kind] ?? 9));
  const fewPoints = data.features.filter((feature) => feature.properties.role === "point").length <= 30;
  const layer = L.geoJSON(data, {
    style: (feature) => feature.geometry.type === "Point" ? {} : ({
      color: feature.properties.kind === "section" ? "#9a3412" : "#55636d",
      weight: feature.properties.kind === "section" ? 3 : 1,
      fillColor: colours[feature.properties.kind] ?? "#ffffff",
      fillOpacity: 0.9,
    }),
    pointToLayer: (feature, where) =>
      feature.properties.role === "division"
        ? L.circleMarker(where, { radius: 2, color: "#4b5563" })
        : L.circleMarker(where, { radius: 7, color: "#0b4f6c", fillColor: "#f5b700", fillOpacity: 1, weight: 2 }),
    onEachFeature: (feature, drawn) => {
      const { name, detail, role } = feature.properties;
      const named = role === "point" && fewPoints;
      const label = document.createElement("span");
      label.textContent = named ? name : [name, detail].filter(Boolean).join(": ");
      if (label.textContent) drawn.bindTooltip(label, named ? { permanent: true, direction: "right", className: "map-label" } : { sticky: true });
      if (named && detail) {
        const facts = document.createElement("span");
        facts.textContent = `${name}: ${detail}`;
        drawn.bindPopup(facts);
      }
    },
  }).addTo(map);
  const focus = L.featureGroup(layer.getLayers().filter((drawn) => drawn.feature.properties.kind !== "neighbour"));
  map.fitBounds((focus.getLayers().length ? focus : layer).getBounds(), { padding: [20, 20] });
});
