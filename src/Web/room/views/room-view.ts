import type { App } from '../app.js';
import { keepChoices } from '../core/choices.js';
import type { MenuItem, Panel } from '../model/ui.js';
import { clock, say } from '../texts/text.js';
import type { TextKey } from '../texts/zh.js';
import { chatPanel } from './chat.js';
import { h, type Kid, once, type VNode } from './dom.js';
import { hostToolsPanel } from './host-tools.js';
import { peoplePanel } from './people.js';
import { infoPanel, settingsPanel } from './settings.js';
import { stageView } from './stage.js';
import { askedView, toolbarView } from './toolbar.js';
import { button, gradeBars, icon, iconButton } from './widgets.js';

/** The meeting room. */
export function roomView(app: App): VNode {
  return h('main', { key: 'room', class: `meeting${app.ui.panel ? ' with-panel' : ''}` },
    headView(app),
    h('div', { key: 'middle', class: 'middle' },
      h('div', { class: 'centre' }, banners(app), stageView(app), askedView(app)),
      app.ui.panel && panelView(app, app.ui.panel)),
    toolbarView(app));
}

function headView(app: App): VNode {
  const { session, ui } = app;
  const { state } = session;
  const { meeting } = state;
  return h('header', { key: 'head', class: 'head' },
    h('button', { type: 'button', class: 'head-title', onclick: () => app.openPanel('info'), 'aria-label': `${app.title()} ${say('meetingInfo')}`, title: say('meetingInfo') },
      meeting?.locked && h('span', { class: 'lock', role: 'img', 'aria-label': say('locked') }, icon('lock')), h('h1', null, app.title()), icon('info')),
    h('span', { class: 'head-right' },
      !app.slim && h('span', { class: 'head-talks', 'aria-live': 'off' }, talksNow(app)),
      h('span', { class: 'time' }, meeting ? clock(state.now() - meeting.startedAt) : ''),
      gradeBars(session.grade),
      !app.slim && iconButton('grid', say('view'), e => ui.openMenu(e.currentTarget as HTMLElement, say('view'), () => viewMenu(app)), { 'aria-haspopup': 'menu' }),
      !app.slim && document.fullscreenEnabled && iconButton(document.fullscreenElement ? 'full-exit' : 'full', say(document.fullscreenElement ? 'exitFullScreen' : 'fullScreen'), () => app.fullScreen())));
}

function talksNow(app: App): string {
  const { state } = app.session;
  const names = [...state.talking].map(id => state.people.get(id)?.name ?? '').filter(n => n !== '').slice(0, 3);
  return names.length > 0 ? say('talkingNow', names.join(say('comma'))) : '';
}

export function viewMenu(app: App): MenuItem[] {
  const { ui, choices } = app;
  const set = (change: () => void) => () => {
    change();
    keepChoices(choices);
    ui.page = 0;
    app.draw();
  };
  return [
    { label: say('gallery'), checked: ui.mode === 'gallery' && !ui.pinned, run: set(() => { ui.mode = 'gallery'; ui.pinned = null; }) },
    { label: say('speakerView'), checked: ui.mode === 'speaker' && !ui.pinned, run: set(() => { ui.mode = 'speaker'; ui.pinned = null; }) },
    { label: say('perPage9'), apart: true, checked: choices.perPage === 9, run: set(() => { choices.perPage = 9; }) },
    { label: say('perPage25'), checked: choices.perPage === 25, run: set(() => { choices.perPage = 25; }) },
    { label: say('hideNonVideo'), apart: true, checked: choices.hideNonVideo, run: set(() => { choices.hideNonVideo = !choices.hideNonVideo; }) },
  ];
}

function banners(app: App): Kid {
  const { session } = app;
  return h('div', { class: 'banners' },
    session.line === 'lost' && h('div', { key: 'lost', class: 'banner', role: 'status' }, h('i', { class: 'spin', 'aria-hidden': 'true' }), say('reconnecting')),
    session.line === 'open' && !session.media.up && h('div', { key: 'down', class: 'banner', role: 'status' }, icon('warning'), say('mediaDown')),
    session.media.sound.blocked && h('div', { key: 'sound', class: 'banner' }, icon('volume'), h('span', null, say('soundBlocked')), button(say('clickToHear'), () => void session.media.sound.unblock(), 'primary')),
    session.own.talking && h('div', { key: 'ptt', class: 'banner good', role: 'status' }, icon('mic'), say('pushToTalk')));
}

const titles: Record<Panel, TextKey> = { people: 'participants', chat: 'chat', tools: 'hostTools', settings: 'settings', info: 'meetingInfo' };

function panelView(app: App, panel: Panel): VNode {
  const count = panel === 'people' ? ` (${app.session.state.people.size})` : '';
  const body: Record<Panel, (app: App) => Kid> = { people: peoplePanel, chat: chatPanel, tools: hostToolsPanel, settings: settingsPanel, info: infoPanel };
  return h('aside', { key: panel, class: `panel panel-${panel}`, 'aria-labelledby': 'panel-title' },
    h('div', { class: 'panel-head' }, h('h2', { id: 'panel-title', tabindex: '-1', use: once('focus', (el: HTMLElement) => el.focus({ preventScroll: true })) }, say(titles[panel]) + count),
      iconButton('close', say('close'), () => app.openPanel(panel))),
    h('div', { class: 'panel-body' }, body[panel](app)));
}
