import type { App } from '../app.js';
import { clockTime, say, span } from '../texts/text.js';
import type { TextKey } from '../texts/zh.js';
import { h, type VNode } from './dom.js';
import { button, icon } from './widgets.js';

/** On the way in: connecting, or in the waiting room. */
export function waitingView(app: App): VNode {
  const { session } = app;
  const waits = session.phase === 'waiting';
  return h('main', { key: 'waiting', class: 'door' },
    h('section', { class: 'door-message', 'aria-live': 'polite' },
      h('span', { class: 'door-sign busy', 'aria-hidden': 'true' }, icon(waits ? 'room' : 'meeting')),
      h('h1', null, waits ? app.title() : say('entering')),
      waits && h('p', null, say(session.waitingWhy === 'host' ? 'waitingHost' : 'waitingLobby')),
      session.line === 'lost' && h('p', { class: 'quiet' }, say('reconnecting')),
      session.chat.lines.length > 0 && h('div', { class: 'waiting-chat' }, h('h2', null, say('waitingChat')),
        session.chat.lines.map(l => h('p', { key: l.id }, h('b', null, `${l.fromName} ${clockTime(l.at)}`), h('span', null, l.text)))),
      h('div', { class: 'door-buttons' }, button(say(waits ? 'leaveWaiting' : 'cancel'), () => void session.leave(false)))));
}

const known = new Set(['left', 'removed', 'denied', 'ended', 'replaced', 'locked', 'expired', 'lost']);
const sameAs: Record<string, string> = { banned: 'removed', closed: 'ended', over: 'ended', not_live: 'ended' };
const signs: Record<string, string> = { left: 'check', ended: 'check', lost: 'warning', removed: 'block', denied: 'block', locked: 'lock' };

/** After it is over: why, how long it was, and the way back if there is one. */
export function goneView(app: App): VNode {
  const { session } = app;
  const told = sameAs[session.gone.reason] ?? session.gone.reason;
  const reason = known.has(told) ? told : 'other';
  const good = reason === 'left' || reason === 'ended';
  const back = reason === 'lost' || (session.gone.mayReturn && reason !== 'ended');
  return h('main', { key: 'gone', class: 'door' },
    h('section', { class: 'door-message', role: 'status' },
      h('span', { class: `door-sign${good ? ' good' : ''}`, 'aria-hidden': 'true' }, icon(signs[reason] ?? 'info')),
      h('h1', null, say(`gone_${reason}` as TextKey)),
      session.enteredAt > 0 && h('p', { class: 'subject' }, app.title()),
      h('p', { class: 'quiet' }, say(`goneHint_${reason}` as TextKey)),
      session.enteredAt > 0 && h('p', { class: 'quiet' }, say('goneStay', span(session.leftAt - session.enteredAt))),
      !back && (reason === 'removed' || reason === 'denied') && h('p', { class: 'quiet' }, say('noReturn')),
      h('div', { class: 'door-buttons' },
        back && button(say('rejoin'), () => app.rejoin(), 'primary'),
        h('a', { class: 'button plain', href: '/' }, say('backHome')))));
}
