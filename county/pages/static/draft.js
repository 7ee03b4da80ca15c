/* Keeps what is being typed on this phone until it was received. The page works without it. */
(function () {
  "use strict";
  var store;
  try { store = window.localStorage; store.getItem("mq"); } catch (e) { return; }
  var received = document.querySelector("[data-received]");
  var form = document.querySelector("form[data-draft]");
  var names = ["text", "phone", "name", "place_text"];
  if (received) { try { store.removeItem(store.getItem("mq-sent") || ""); } catch (e) { return; } return; }
  if (!form) { return; }
  var key = "mq-draft:" + form.getAttribute("data-draft");
  var saved = {};
  try { saved = JSON.parse(store.getItem(key) || "{}") || {}; } catch (e) { saved = {}; }
  names.forEach(function (name) {
    var field = form.elements[name];
    if (field && !field.value && typeof saved[name] === "string") { field.value = saved[name]; }
  });
  function save() {
    var now = {};
    names.forEach(function (name) { if (form.elements[name]) { now[name] = form.elements[name].value; } });
    try { store.setItem(key, JSON.stringify(now)); } catch (e) { return; }
  }
  form.addEventListener("input", save);
  form.addEventListener("submit", function () {
    try { store.setItem("mq-sent", key); } catch (e) { return; }
    var button = form.querySelector("button[type=submit]");
    window.setTimeout(function () { button.disabled = true; }, 0);
    window.setTimeout(function () { button.disabled = false; }, 15000);
  });
})();
