import type { App } from '../app.js';
import { type ChatLine, withLinks } from '../model/chat.js';
import { clockTime, say } from '../texts/text.js';
import { h, type Kid, type VNode } from './dom.js';
import { icon, iconButton } from './widgets.js';

const longest = 2_000;

/** Chat to all or to one. */
export function chatPanel(app: App): Kid {
  const { session } = app;
  const { lines } = session.chat;
  return [
    h('div', { key: 'lines', class: 'panel-scroll chat-lines', tabindex: '0', role: 'log', 'aria-label': say('chat'), use: (el: HTMLElement) => follow(el, lines.length) },
      lines.length === 0 && h('div', { class: 'empty' }, icon('chat'), h('p', null, say('chatEmpty')), h('small', null, say('chatEmptyHint'))),
      lines.map(line => lineView(app, line))),
    writeView(app),
  ];
}

const counts = new WeakMap<HTMLElement, number>();

/** Stays at the newest line unless the reader has scrolled up. */
function follow(el: HTMLElement, count: number): void {
  const before = counts.get(el) ?? 0;
  counts.set(el, count);
  if (count > before && (before === 0 || el.scrollHeight - el.scrollTop - el.clientHeight < 160)) el.scrollTop = el.scrollHeight;
}

function lineView(app: App, line: ChatLine): VNode {
  const who = line.to === null ? (line.mine ? say('me') : line.fromName)
    : line.mine ? say('toName', line.toName || app.session.state.people.get(line.to)?.name || '') : say('fromPrivately', line.fromName);
  return h('div', { key: line.id, class: `line${line.mine ? ' mine' : ''}${line.to === null ? '' : ' private'}` },
    h('div', { class: 'line-head' }, h('b', null, who), line.to !== null && h('span', { class: 'badge' }, say('privately')), h('time', null, clockTime(line.at))),
    h('div', { class: 'line-text' }, withLinks(line.text).map(part => part.href === null ? part.text : h('a', { href: part.href, target: '_blank', rel: 'noopener noreferrer nofollow' }, part.text))));
}

function writeView(app: App): VNode {
  const { session, ui } = app;
  const to = app.chatTargets();
  if (to.length === 0) return h('p', { key: 'off', class: 'chat-off' }, say('chatIsOff'));
  if (!to.some(([id]) => id === ui.chatTo)) ui.chatTo = to[0]?.[0] ?? null;
  const send = (input: HTMLTextAreaElement): void => {
    const text = input.value.trim();
    if (text === '') return;
    if ([...text].length > longest) {
      app.ui.toast(say('chatTooLong'), 'error');
      return;
    }
    void session.act({ op: 'chat', text, to: ui.chatTo }).then(sent => {
      // What could not be sent stays in the box.
      if (sent && input.value.trim() === text) input.value = '';
    });
  };
  return h('form', { key: 'write', class: 'chat-write', onsubmit: (e: Event) => { e.preventDefault(); send((e.target as HTMLFormElement).elements.namedItem('text') as HTMLTextAreaElement); } },
    h('label', { class: 'chat-to' }, h('span', null, say('chatTo')),
      h('select', { value: ui.chatTo ?? '', onchange: (e: Event) => { ui.chatTo = (e.target as HTMLSelectElement).value || null; app.draw(); } },
        to.map(([id, name]) => h('option', { key: id ?? '', value: id ?? '' }, name)))),
    h('div', { class: 'chat-box' },
      h('textarea', {
        name: 'text', rows: '2', maxlength: String(longest), placeholder: say('chatPlaceholder'), 'aria-label': say('chat'),
        onkeydown: (e: KeyboardEvent) => {
          // Enter while composing Chinese picks a word; it must not send.
          if (e.key !== 'Enter' || e.shiftKey || e.isComposing) return;
          e.preventDefault();
          send(e.currentTarget as HTMLTextAreaElement);
        },
      }),
      iconButton('send', say('send'), () => undefined, { type: 'submit', class: 'icon-button send' })));
}
