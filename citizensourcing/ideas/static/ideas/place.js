/* Places the pin on the city's own shapes. Without this script one chooses a neighbourhood from the list. */
(() => {
  const section = document.getElementById("pin");
  const choice = document.getElementById("pin-choice");
  if (!section || !choice || !window.L) return;
  const byId = (id) => document.getElementById(id);
  const [latitude, longitude, says] = ["id_latitude", "id_longitude", "pin-says"].map(byId);
  let map = null;
  let pin = null;
  let shapes = null;
  let asked = 0;

  const drawing = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 23s8-7.6 8-13.2A8 8 0 0 0 4 9.8C4 15.4 12 23 12 23z"/><circle cx="12" cy="9.8" r="2.9"/></svg>';

  /* Which shape holds the point, for its colour only; the server decides by the true border. */
  const mark = (name) => shapes?.eachLayer((layer) => {
    const isHere = layer.feature.properties.name === name;
    layer.getElement()?.classList.toggle("here", isHere);
    if (isHere) layer.bringToFront();
  });

  const put = async (at) => {
    latitude.value = at.lat.toFixed(6);
    longitude.value = at.lng.toFixed(6);
    if (pin) pin.setLatLng(at);
    else {
      const icon = L.divIcon({ className: "pin-mark", html: drawing, iconSize: [44, 44], iconAnchor: [22, 42] });
      pin = L.marker(at, { icon, draggable: true, keyboard: false }).addTo(map);
      pin.on("dragend", () => put(pin.getLatLng()));
    }
    const mine = ++asked;
    try {
      const answer = await fetch(`${section.dataset.name}?latitude=${latitude.value}&longitude=${longitude.value}`);
      const place = await answer.json();
      if (mine !== asked) return;
      says.textContent = place.words;
      mark(place.name);
    } catch { /* the pin stands; its name comes with the next page */ }
  };

  /* A name is shown where its shape has room for it. */
  const fitNames = () => shapes.eachLayer((layer) => {
    const box = layer.getBounds();
    const corner = map.latLngToLayerPoint(box.getNorthEast());
    const other = map.latLngToLayerPoint(box.getSouthWest());
    layer.openTooltip();
    const name = layer.getTooltip().getElement();
    if (name.offsetWidth > (corner.x - other.x) * 0.85 || name.offsetHeight > (other.y - corner.y) * 0.6) layer.closeTooltip();
  });

  const draw = async () => {
    if (map) return;
    map = L.map("pin-map", { attributionControl: Boolean(section.dataset.tiles), zoomSnap: 0.25, scrollWheelZoom: false, zoomControl: false });
    L.control.zoom({ position: "bottomright" }).addTo(map);
    if (section.dataset.tiles) {
      byId("pin-map").classList.add("tiled");
      map.attributionControl.setPrefix(false);
      L.tileLayer(section.dataset.tiles, { attribution: section.dataset.credit }).addTo(map);
    }
    const answer = await fetch(section.dataset.shapes);
    shapes = L.geoJSON(await answer.json(), {
      style: { className: "hood" },
      interactive: false,
      onEachFeature: (feature, layer) => layer.bindTooltip(feature.properties.name, { permanent: true, direction: "center", className: "hood-name", interactive: false }),
    }).addTo(map);
    map.fitBounds(shapes.getBounds(), { padding: [8, 8] });
    map.setMaxBounds(shapes.getBounds().pad(0.3));
    map.on("zoomend", fitNames);
    map.on("click", ({ latlng }) => put(latlng));
    fitNames();
    if (latitude.value && longitude.value) put(L.latLng(+latitude.value, +longitude.value));
  };

  const show = () => {
    const chosen = document.querySelector("[name=where]:checked")?.value === "pin";
    section.hidden = !chosen;
    if (chosen) draw();
  };

  byId("pin-middle").addEventListener("click", () => put(map.getCenter()));
  byId("pin-here").addEventListener("click", () => {
    const lost = () => { says.textContent = section.dataset.lost; };
    if (!navigator.geolocation) { lost(); return; }
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      const at = L.latLng(coords.latitude, coords.longitude);
      map.setView(at, Math.max(map.getZoom(), 15));
      put(at);
    }, lost, { timeout: 8000, maximumAge: 60000 });
  });
  document.querySelectorAll("[name=where]").forEach((radio) => radio.addEventListener("change", show));
  choice.hidden = false;
  show();
})();
