import type { App } from '../app.js';
import type { DeviceKind } from '../media/devices.js';
import type { MenuItem } from '../model/ui.js';
import { say } from '../texts/text.js';
import { h, type Kid, type VNode } from './dom.js';
import { viewMenu } from './room-view.js';
import { icon, iconButton, levelOf } from './widgets.js';

const emoji = ['👍', '👏', '🎉', '❤️', '😂', '😮'];

/** The bar of buttons; on phones the less used ones move into "more". */
export function toolbarView(app: App): VNode {
  const { session, ui } = app;
  const { state, own, chat } = session;
  const hand = state.me?.hand != null;
  const rules = state.meeting?.rules;
  return h('div', { key: 'bar', class: 'bar', role: 'toolbar', 'aria-label': say('meetingInfo') },
    h('div', { class: 'bar-main' },
      pair(app, tool(own.mic ? 'mic' : 'mic-off', own.mic ? say('mute') : say('unmute'), () => void own.setMic(!own.mic), { class: `tool mic${own.mic ? '' : ' off'}`, 'aria-pressed': String(own.mic), use: levelOf(session.devices) }), 'mic'),
      pair(app, tool(own.camera ? 'camera' : 'camera-off', own.camera ? say('stopVideo') : say('startVideo'), () => void own.setCamera(!own.camera), { class: `tool${own.camera ? '' : ' off'}`, 'aria-pressed': String(own.camera) }), 'camera'),
      !app.slim && session.devices.canShare && tool('share', own.sharing ? say('stopShare') : say('share'), () => void own.toggleShare(), { class: `tool share${own.sharing ? ' on' : ''}`, disabled: !own.sharing && !state.mayShare() }),
      tool('people', say('participants'), () => app.openPanel('people'), { class: `tool${ui.panel === 'people' ? ' on' : ''}`, 'aria-expanded': String(ui.panel === 'people') }, state.iLead && state.waiting.length > 0 ? state.waiting.length : 0, String(state.people.size)),
      tool('chat', say('chat'), () => app.openPanel('chat'), { class: `tool${ui.panel === 'chat' ? ' on' : ''}`, 'aria-expanded': String(ui.panel === 'chat') }, chat.unread),
      !app.slim && (rules?.raiseHand || hand || state.iLead) && tool('hand', hand ? say('handDown') : say('hand'), () => void session.act({ op: 'hand', up: !hand }), { class: `tool${hand ? ' on' : ''}`, 'aria-pressed': String(hand) }),
      !app.slim && tool('emoji', say('reactions'), e => ui.openMenu(e.currentTarget as HTMLElement, say('reactions'), () => reactionItems(app)), { 'aria-haspopup': 'menu' }),
      !app.slim && state.iLead && tool('security', say('hostTools'), () => app.openPanel('tools'), { class: `tool${ui.panel === 'tools' ? ' on' : ''}`, 'aria-expanded': String(ui.panel === 'tools') }),
      tool('more', say('more'), e => ui.openMenu(e.currentTarget as HTMLElement, say('more'), () => moreItems(app)), { 'aria-haspopup': 'menu' })),
    h('button', { type: 'button', class: 'button danger leave', onclick: (e: Event) => leaveMenu(app, e.currentTarget as HTMLElement), 'aria-haspopup': 'menu' }, say('leave')));
}

function tool(name: string, label: string, onclick: (e: MouseEvent) => void, more: Record<string, unknown> = {}, alerts = 0, count = ''): VNode {
  return h('button', {
    key: name.replace('-off', ''), type: 'button', class: 'tool', title: label,
    // Pressed by mouse it gives the focus back, so that Space keeps meaning "talk".
    onclick: (e: MouseEvent) => { onclick(e); if (e.detail > 0) (e.currentTarget as HTMLElement).blur(); }, ...more,
  },
    h('span', { class: 'tool-icon' }, icon(name), alerts > 0 && h('span', { class: 'alerts' }, alerts > 99 ? '99+' : alerts)),
    h('span', { class: 'tool-words' }, label, count !== '' && h('span', { class: 'count' }, ` ${count}`)));
}

/** A button with a small one beside it that lists the devices. */
function pair(app: App, main: VNode, kind: 'mic' | 'camera'): VNode {
  return h('div', { key: kind, class: 'pair' }, main,
    !app.slim && iconButton('chevron-up', kind === 'mic' ? say('microphone') : say('camera'), e => app.ui.openMenu(e.currentTarget as HTMLElement, say('devices'), () => deviceItems(app, kind)), { class: 'icon-button caret', 'aria-haspopup': 'menu' }));
}

function deviceItems(app: App, kind: 'mic' | 'camera'): MenuItem[] {
  const { devices, media } = app.session;
  const list = (which: DeviceKind, heading: string, apart: boolean): MenuItem[] => {
    const chosen = { mic: devices.choices.micId, camera: devices.choices.cameraId, speaker: devices.choices.speakerId }[which];
    const all = devices.lists[which].filter(d => d.id !== 'default');
    if (which === 'speaker' && (!devices.speakerChoice || all.length === 0)) return [];
    const pick = (id: string): void => {
      void devices.select(which, id);
      if (which === 'speaker') media.sound.useSpeaker(id);
    };
    return [
      { label: heading, heading: true, apart },
      { label: say('defaultDevice'), checked: !all.some(d => d.id === chosen), run: () => pick('') },
      ...all.map((d, i) => ({ label: d.label || say('deviceN', i + 1), checked: d.id === chosen, run: () => pick(d.id) })),
    ];
  };
  return kind === 'mic' ? [...list('mic', say('microphone'), false), ...list('speaker', say('speaker'), true)] : list('camera', say('camera'), false);
}

const reactionItems = (app: App): MenuItem[] => emoji.map(e => ({ label: e, run: () => void app.session.act({ op: 'react', emoji: e }) }));

function moreItems(app: App): MenuItem[] {
  const { session } = app;
  const { state, own } = session;
  const hand = state.me?.hand != null;
  const slim: (MenuItem | false)[] = app.slim ? [
    session.devices.canShare && { label: own.sharing ? say('stopShare') : say('share'), icon: 'share', run: () => void own.toggleShare() },
    { label: hand ? say('handDown') : say('hand'), icon: 'hand', run: () => void session.act({ op: 'hand', up: !hand }) },
    { label: say('reactions'), icon: 'emoji', run: () => reopen(app, say('reactions'), () => reactionItems(app)) },
    { label: say('view'), icon: 'grid', run: () => reopen(app, say('view'), () => viewMenu(app)) },
    state.iLead && { label: say('hostTools'), icon: 'security', run: () => app.openPanel('tools') },
  ] : [];
  const rest: (MenuItem | false)[] = [
    { label: say('meetingInfo'), icon: 'info', apart: app.slim, run: () => app.openPanel('info') },
    { label: say('settings'), icon: 'settings', run: () => app.openPanel('settings') },
    state.isCreator && !state.iHost && { label: say('takeHost'), icon: 'role', run: () => void session.act({ op: 'takeHost' }) },
  ];
  return [...slim, ...rest].filter((item): item is MenuItem => Boolean(item));
}

function reopen(app: App, label: string, items: () => MenuItem[]): void {
  const owner = document.activeElement;
  if (owner instanceof HTMLElement) setTimeout(() => app.ui.openMenu(owner, label, items));
}

function leaveMenu(app: App, owner: HTMLElement): void {
  const leave: MenuItem = { label: say('leaveMeeting'), icon: 'sign-out', run: () => leaveAsked(app) };
  const end: MenuItem = { label: say('endForAll'), icon: 'call-end', danger: true, run: () => endDialog(app) };
  app.ui.openMenu(owner, say('leave'), () => app.session.state.iLead ? [leave, end] : [leave]);
}

function leaveAsked(app: App): void {
  const { state } = app.session;
  if (state.iHost && state.people.size > 1) app.ui.ask({ title: say('leaveMeeting'), text: say('leaveConfirmHost'), ok: say('leaveMeeting'), danger: true, run: () => void app.session.leave(false) });
  else void app.session.leave(false);
}

function endDialog(app: App): void {
  const { state } = app.session;
  app.ui.ask({ title: say('endConfirmTitle'), text: say('endConfirm', state.people.size, app.title()), ok: say('endForAll'), danger: true, run: () => void app.session.leave(true) });
}

/** A host asks for something: shown until answered. */
export function askedView(app: App): Kid {
  const { session } = app;
  if (!session.asked) return null;
  const unmute = session.asked === 'unmute';
  const answer = (yes: boolean) => () => {
    session.asked = null;
    if (yes) void (unmute ? session.own.setMic(true, true) : session.own.setCamera(true, true));
    app.draw();
  };
  return h('div', { key: 'asked', class: 'asked', role: 'alertdialog', 'aria-labelledby': 'asked-title' },
    icon(unmute ? 'mic' : 'camera'), h('p', { id: 'asked-title' }, say(unmute ? 'askedUnmute' : 'askedCamera')),
    h('button', { type: 'button', class: 'button plain', onclick: answer(false) }, say(unmute ? 'stayMuted' : 'notNow')),
    h('button', { type: 'button', class: 'button primary', onclick: answer(true) }, say(unmute ? 'unmute' : 'startVideo')));
}
