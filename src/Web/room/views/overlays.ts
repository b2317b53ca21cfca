import type { Dialog, DialogField, Menu, MenuItem, UiState } from '../model/ui.js';
import { say } from '../texts/text.js';
import { h, type Kid, once, type VNode } from './dom.js';
import { button, icon } from './widgets.js';

/** Menus, dialogs and toasts: what lies over the page. */
export function overlays(ui: UiState): Kid {
  return [
    h('div', { key: 'toasts', class: 'toasts', role: 'status', 'aria-live': 'polite' },
      ui.toasts.map(t => h('div', { key: String(t.id), class: `toast ${t.kind}` }, icon(t.kind === 'error' ? 'warning' : 'info'), h('span', null, t.text)))),
    ui.menu && menuView(ui, ui.menu),
    ui.dialog && dialogView(ui, ui.dialog),
  ];
}

function menuView(ui: UiState, menu: Menu): VNode | null {
  const items = menu.items();
  if (items.length === 0) {
    queueMicrotask(() => ui.closeMenu());
    return null;
  }
  const choose = (item: MenuItem): void => {
    ui.closeMenu();
    item.run?.();
  };
  return h('div', { key: 'menu', class: 'menu-back', role: 'dialog', 'aria-modal': 'true', 'aria-label': menu.label, onpointerdown: (e: Event) => { if (e.target === e.currentTarget) ui.closeMenu(); } },
    h('div', { class: 'menu', role: 'menu', 'aria-label': menu.label, onkeydown: (e: KeyboardEvent) => menuKeys(ui, e), use: (el: HTMLElement) => place(el, menu) },
      items.map((item, i) => item.heading
        ? h('div', { key: `h${i}`, class: `menu-heading${item.apart ? ' apart' : ''}`, role: 'presentation' }, item.label)
        : h('button', {
          key: `i${i}`, type: 'button', role: item.checked === undefined ? 'menuitem' : 'menuitemradio', tabindex: '-1',
          'aria-checked': item.checked === undefined ? null : String(item.checked),
          class: `menu-item${item.danger ? ' danger' : ''}${item.apart ? ' apart' : ''}`, onclick: () => choose(item),
        }, item.checked === undefined ? item.icon && icon(item.icon) : h('span', { class: 'menu-check' }, item.checked && icon('check')), h('span', null, item.label)))));
}

function place(el: HTMLElement, menu: Menu): void {
  once<HTMLElement>('place', () => {
    const { left, right, top, bottom } = menu.at;
    const width = el.offsetWidth;
    const height = el.offsetHeight;
    const x = left + width > innerWidth - 8 ? Math.max(8, right - width) : Math.max(8, left);
    const y = bottom + 6 + height > innerHeight - 8 && top - 6 - height > 8 ? top - 6 - height : Math.min(bottom + 6, Math.max(8, innerHeight - 8 - height));
    el.style.left = `${Math.min(x, innerWidth - width - 8)}px`;
    el.style.top = `${y}px`;
    (el.querySelector<HTMLElement>('[aria-checked=true]') ?? el.querySelector<HTMLElement>('button'))?.focus();
  })(el);
}

function menuKeys(ui: UiState, e: KeyboardEvent): void {
  const items = [...(e.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('button')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[e.key];
  if (to !== undefined) items[(to + items.length) % items.length]?.focus();
  else if (e.key === 'Escape' || e.key === 'Tab') ui.closeMenu();
  else return;
  e.preventDefault();
  e.stopPropagation();
}

function dialogView(ui: UiState, dialog: Dialog): VNode {
  const close = (): void => {
    if (ui.dialog !== dialog) return;
    ui.dialog = null;
    ui.changed.fire();
  };
  const submit = (e: Event): void => {
    e.preventDefault();
    const values: Record<string, string | boolean> = {};
    for (const field of dialog.fields ?? []) {
      const input = (e.target as HTMLFormElement).elements.namedItem(field.name) as HTMLInputElement;
      values[field.name] = field.kind === 'check' ? input.checked : input.value.trim();
    }
    close();
    dialog.run(values);
  };
  return h('dialog', { key: 'dialog', class: 'dialog', 'aria-labelledby': 'dialog-title', onclose: close, use: once('show', (el: HTMLDialogElement) => showModal(el)) },
    h('form', { onsubmit: submit },
      h('h2', { id: 'dialog-title' }, dialog.title),
      dialog.text !== '' && h('p', null, dialog.text),
      (dialog.fields ?? []).map(fieldView),
      h('div', { class: 'dialog-foot' },
        button(dialog.cancel ?? say('cancel'), close, 'plain', { class: 'button plain cancel' }),
        h('button', { type: 'submit', class: `button ${dialog.danger ? 'danger' : 'primary'}` }, dialog.ok))));
}

/** Hurtful acts begin on "cancel", the others on their first field or "ok". */
function showModal(el: HTMLDialogElement): void {
  el.showModal();
  const first = el.querySelector<HTMLElement>('input[type=text]') ?? (el.querySelector('.danger') ? el.querySelector<HTMLElement>('.cancel') : el.querySelector<HTMLElement>('[type=submit]'));
  first?.focus();
  if (first instanceof HTMLInputElement) first.select();
}

function fieldView(field: DialogField): VNode {
  if (field.kind === 'check') {
    return h('label', { class: 'check' }, h('input', { type: 'checkbox', name: field.name, use: once('init', (el: HTMLInputElement) => { el.checked = field.value === true; }) }), h('span', null, field.label));
  }
  return h('label', { class: 'field' }, h('span', null, field.label),
    h('input', { type: 'text', name: field.name, maxlength: field.max ?? 20, required: true, autocomplete: 'off', use: once('init', (el: HTMLInputElement) => { el.value = String(field.value); }) }));
}
