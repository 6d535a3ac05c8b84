import "./htmx-global.js";
import "htmx-ext-sse/sse.js";

// A live list that lost its stream says so; the browser itself connects again.
for (const [event, live] of [["htmx:sseOpen", true], ["htmx:sseError", false], ["htmx:sseClose", false]]) {
  document.addEventListener(event, () => {
    document.querySelectorAll("[data-live-state]").forEach((state) => {
      state.textContent = live ? "live" : "not live: reconnecting";
      state.dataset.liveState = live ? "on" : "off";
    });
  });
}
