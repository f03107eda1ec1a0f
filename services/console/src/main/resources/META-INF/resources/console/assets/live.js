// Replaces the live part of the page every few seconds while it is looked at. Without it the page
// works the same, by reloading.
(() => {
  const live = document.getElementById("live");
  const busy = () => document.hidden || live.contains(document.activeElement);
  const refresh = async () => {
    if (busy()) return;
    const answer = await fetch(live.dataset.live, { headers: { "X-Requested-With": "JavaScript" } });
    if (answer.ok && !answer.redirected) {
      const html = await answer.text();
      if (!busy() && html !== live.dataset.last) {
        live.innerHTML = html;
        live.dataset.last = html;
      }
    } else if (answer.status === 401 || answer.status === 499 || answer.redirected) {
      location.reload();
    }
  };
  setInterval(() => refresh().catch(() => {}), 3000);
})();
