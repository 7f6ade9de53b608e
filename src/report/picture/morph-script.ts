/** The script of the page: the slider sets how far each node is on its way from before to after, links follow. */

export const morphScript = `
(() => {
  const form = document.querySelector('form.morph');
  if (!form) return;
  form.hidden = false;
  const slider = form.querySelector('input');
  const numbers = (text) => (text || '0 0').split(' ').map(Number);
  const set = (share, both) => {
    for (const svg of document.querySelectorAll('svg.picture')) {
      const shifts = [];
      for (const node of svg.querySelectorAll('g.node')) {
        const [x, y] = numbers(node.dataset.place);
        const [left, down] = numbers(node.dataset.moved).map((each) => each * (1 - share));
        shifts[Number(node.id.split('-')[2])] = [left, down];
        node.setAttribute('transform', 'translate(' + (x + left) + ' ' + (y + down) + ')');
      }
      for (const link of svg.querySelectorAll('path.link')) {
        const [a, b, c, d] = numbers(link.dataset.ends);
        const [from, to] = [shifts[link.dataset.from], shifts[link.dataset.to]];
        const [x1, y1, x2, y2] = [a + from[0], b + from[1], c + to[0], d + to[1]];
        const reach = Math.max(30, Math.min(160, Math.hypot(x2 - x1, y2 - y1) / 2.5));
        link.setAttribute('d', 'M' + x1 + ' ' + y1 + ' C' + (x1 + reach) + ' ' + y1 + ' ' + (x2 - reach) + ' ' + y2 + ' ' + x2 + ' ' + y2);
      }
      const fade = (choice, value) => {
        for (const each of svg.querySelectorAll(choice)) each.style.opacity = both ? '' : value;
      };
      fade('.node.removed, .link.removed, .mark.removed, .group.removed', 1 - share);
      fade('.node.added, .link.added, .mark.added, .group.added', share);
      fade('.was', 1 - share * 0.8);
      fade('.now', 0.2 + share * 0.8);
      fade('.ghost', 0);
    }
    slider.setAttribute('aria-valuetext', both ? 'both' : Math.round(share * 100) + ' percent after');
  };
  slider.addEventListener('input', () => set(Number(slider.value) / 100, false));
  form.querySelector('button').addEventListener('click', () => {
    slider.value = '100';
    set(1, true);
  });
  form.addEventListener('submit', (event) => event.preventDefault());
})();
`;
