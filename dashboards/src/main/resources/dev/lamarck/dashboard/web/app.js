// Looks at the address, or at the data of a report, and shows the page.
import { el } from './dom.js';
import { moment } from './format.js';
import { follow } from './live.js';
import { nightsPage, overviewPage, workersPage } from './overview.js';
import { studyPage } from './study.js';
import { watchWindow } from './theme.js';
import { trialPage } from './trial.js';

const sign = el('span', { class: 'sign', id: 'live-state', role: 'status' }, 'connecting');
const main = el('main', { id: 'main' });
const report = document.getElementById('report-data');

function frame(links) {
  const here = location.pathname;
  document.getElementById('app').replaceChildren(
    el('header', { class: 'top' },
      links ? el('a', { class: 'brand', href: '/' }, 'Lamarck') : el('span', { class: 'brand' }, 'Lamarck'),
      el('nav', { 'aria-label': 'pages' }, ...(links
        ? [['/', 'Studies'], ['/nights', 'Nights'], ['/workers', 'Workers']].map(([href, name]) =>
          el('a', { href, 'aria-current': here === href ? 'page' : null }, name))
        : [])),
      sign),
    main);
}

function showLive() {
  frame(true);
  const [kind, study, , trial] = location.pathname.split('/').slice(1);
  const stream = study ? `/api/events?study=${study}` : '/api/events';
  if (kind === 'studies' && trial !== undefined) {
    follow(`/api/studies/${study}/trials/${trial}`, stream, trialPage(main), sign);
  } else if (kind === 'studies') {
    follow(`/api/studies/${study}`, stream, studyPage(main, ({ id }) => `/studies/${study}/trials/${id}`), sign);
  } else {
    const page = { nights: nightsPage, workers: workersPage }[kind] ?? overviewPage;
    follow('/api/overview', stream, page(main), sign);
  }
}

function showReport() {
  frame(false);
  const page = JSON.parse(report.textContent);
  sign.textContent = page.standing.endedMillis ? `report, ended ${moment(page.standing.endedMillis)}` : 'report of a study that runs';
  studyPage(main, () => null)(page);
}

watchWindow();
if (report) {
  showReport();
} else {
  showLive();
}
