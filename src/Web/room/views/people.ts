import type { PersonView, WaitingView } from '../../protocol/protocol.js';
import type { App } from '../app.js';
import { inOrder } from '../model/layout.js';
import { say, span } from '../texts/text.js';
import { h, type Kid, type VNode } from './dom.js';
import { personMenu } from './person-menu.js';
import { avatar, button, icon, iconButton } from './widgets.js';

const rowHeight = 48;
let scrolled = 0;

/** Everybody in the meeting and in the waiting room. Draws only the rows in sight, so a thousand people cost no more than ten. */
export function peoplePanel(app: App): Kid {
  const { session, ui } = app;
  const { state } = session;
  const wanted = ui.search.trim().toLowerCase();
  const me = state.me;
  const found = [...(me ? [me] : []), ...byHand(inOrder([...state.people.values()], state.you).filter(p => p.id !== state.you))].filter(p => p.name.toLowerCase().includes(wanted));
  return [
    h('div', { key: 'search', class: 'panel-search' }, icon('search'),
      h('input', { type: 'search', value: ui.search, placeholder: say('searchPeople'), 'aria-label': say('searchPeople'), oninput: (e: Event) => { ui.search = (e.target as HTMLInputElement).value; app.draw(); } })),
    state.iLead && state.waiting.length > 0 && lobbyView(app),
    h('div', { key: 'list', class: 'panel-scroll', tabindex: '0', 'aria-label': say('inMeeting'), onscroll: (e: Event) => { scrolled = (e.target as HTMLElement).scrollTop; app.draw(); } },
      state.iLead && state.waiting.length > 0 && h('h3', null, `${say('inMeeting')} (${state.people.size})`),
      found.length === 0 ? h('p', { class: 'empty' }, say('nobodyFound', ui.search)) : rows(app, found)),
    state.iLead && footView(app),
  ];
}

const byHand = (people: PersonView[]): PersonView[] => [...people].sort((a, b) => (a.hand ?? Infinity) - (b.hand ?? Infinity) || 0);

function rows(app: App, found: readonly PersonView[]): VNode {
  const first = Math.max(0, Math.min(Math.floor(scrolled / rowHeight) - 4, found.length - 40));
  return h('ul', { class: 'people', style: { height: `${found.length * rowHeight}px`, 'padding-top': `${first * rowHeight}px` } },
    found.slice(first, first + 40).map(person => row(app, person)));
}

function row(app: App, person: PersonView): VNode {
  const { state } = app.session;
  const self = person.id === state.you;
  const marks = [self && say('me'), person.role === 'host' && say('host'), person.role === 'cohost' && say('cohost'), person.guest && say('guest')].filter(Boolean).join(' · ');
  const mic = self ? app.session.own.mic : person.mic;
  return h('li', { key: person.id, class: 'person' },
    avatar(person.name, person.away),
    h('span', { class: 'person-name' }, h('span', { title: person.name }, person.name), marks !== '' && h('small', null, marks)),
    person.hand != null && h('span', { class: 'mark hand', role: 'img', 'aria-label': say('handRaised') }, icon('hand')),
    person.sharing && h('span', { class: 'mark on', role: 'img', 'aria-label': say('isSharing', person.name) }, icon('share')),
    h('span', { class: `mark${person.camera ? '' : ' faint'}`, role: 'img', 'aria-label': say(person.camera ? 'cameraIsOn' : 'cameraIsOff') }, icon(person.camera ? 'camera' : 'camera-off')),
    h('span', { class: `mark${mic ? '' : ' off'}`, role: 'img', 'aria-label': say(mic ? 'micIsOn' : 'micIsOff') }, icon(mic ? 'mic' : 'mic-off')),
    iconButton('more', say('moreFor', person.name), e => app.ui.openMenu(e.currentTarget as HTMLElement, say('moreFor', person.name), () => personMenu(app, person.id)), { 'aria-haspopup': 'menu' }));
}

function lobbyView(app: App): VNode {
  const { session } = app;
  const { waiting } = session.state;
  return h('section', { key: 'lobby', class: 'lobby', 'aria-label': say('waitingRoom') },
    h('div', { class: 'lobby-head' }, h('h3', null, `${say('waitingRoom')} (${waiting.length})`),
      h('span', null, button(say('denyAll'), () => denyDialog(app, []), 'text'), button(say('admitAll'), () => void session.act({ op: 'admit', targets: [] }), 'text'))),
    h('ul', null, waiting.slice(0, 50).map(w => waitingRow(app, w))));
}

function waitingRow(app: App, person: WaitingView): VNode {
  const { session } = app;
  return h('li', { key: person.id, class: 'person' }, avatar(person.name),
    h('span', { class: 'person-name' }, h('span', { title: person.name }, person.name), h('small', null, [person.guest && say('guest'), say('waitingSince', span(session.state.now() - person.since))].filter(Boolean).join(' · '))),
    button(say('deny'), () => denyDialog(app, [person.id], person.name), 'plain', { class: 'button plain tiny' }),
    button(say('admit'), () => void session.act({ op: 'admit', targets: [person.id] }), 'primary', { class: 'button primary tiny' }));
}

function denyDialog(app: App, targets: readonly string[], name = ''): void {
  app.ui.ask({
    title: say('denyTitle'), text: name, ok: targets.length === 0 ? say('denyAll') : say('deny'), danger: true, fields: [{ name: 'mayReturn', kind: 'check', label: say('mayReturn'), value: true }],
    run: values => void app.session.act({ op: 'deny', targets, mayReturn: values['mayReturn'] === true }),
  });
}

function footView(app: App): VNode {
  const { session, ui } = app;
  const hands = [...session.state.people.values()].some(p => p.hand != null);
  return h('div', { key: 'foot', class: 'panel-foot' },
    button(say('muteAll'), () => ui.ask({
      title: say('muteAllTitle'), text: say('muteAllText'), ok: say('muteAll'), fields: [{ name: 'self', kind: 'check', label: say('allowSelfUnmute'), value: session.state.meeting?.rules.selfUnmute ?? true }],
      run: values => void session.act({ op: 'muteAll', selfUnmute: values['self'] === true }),
    })),
    button(say('unmuteAll'), () => void session.act({ op: 'unmuteAll' })),
    hands && button(say('lowerAllHands'), () => void session.act({ op: 'lowerHands', target: null })));
}
