// The way in: what the page may ask with comes once, by the address that opened it, and stays in this tab alone.
const meta = document.querySelector("meta[name=start]");
if (meta.content) {
  sessionStorage.setItem("start", meta.content);
  history.replaceState(null, "", `/${location.hash}`);
} else {
  meta.content = sessionStorage.getItem("start") ?? "";
}
if (meta.content) {
  document.getElementById("closed").remove();
  import("./main.js");
}
