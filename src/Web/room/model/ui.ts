import { Emitter } from '../core/emitter.js';
import type { ViewMode } from './layout.js';

export type Panel = 'people' | 'chat' | 'tools' | 'settings' | 'info';

export interface MenuItem {
  label: string;
  icon?: string;
  /** Set for items that show a state. */
  checked?: boolean;
  danger?: boolean;
  /** A thin line above. */
  apart?: boolean;
  /** A heading that cannot be chosen. */
  heading?: boolean;
  run?: () => void;
}

export interface Menu {
  label: string;
  /** Asked at each drawing, so an open menu follows the meeting; nothing to choose closes it. */
  items: () => MenuItem[];
  /** Where it opens: edges of what was pressed. */
  at: { left: number; right: number; top: number; bottom: number };
  owner: HTMLElement;
}

export interface DialogField {
  name: string;
  kind: 'check' | 'text';
  label: string;
  value: string | boolean;
  max?: number;
}

export interface Dialog {
  title: string;
  text: string;
  fields?: DialogField[];
  ok: string;
  danger?: boolean;
  cancel?: string;
  run: (values: Record<string, string | boolean>) => void;
}

export interface Toast {
  id: number;
  text: string;
  kind: 'info' | 'error';
}

/** What is open and chosen on this page; concerns nobody else. */
export class UiState {
  readonly changed = new Emitter();
  panel: Panel | null = null;
  menu: Menu | null = null;
  dialog: Dialog | null = null;
  toasts: Toast[] = [];
  mode: ViewMode = 'gallery';
  page = 0;
  pinned: string | null = null;
  search = '';
  chatTo: string | null = null;
  stage = { width: 0, height: 0 };

  private lastToast = 0;

  toggle(panel: Panel): void {
    this.panel = this.panel === panel ? null : panel;
    this.menu = null;
    this.changed.fire();
  }

  closeAll(): boolean {
    const had = this.menu !== null || this.panel !== null;
    if (this.menu) this.menu = null;
    else this.panel = null;
    if (had) this.changed.fire();
    return had;
  }

  openMenu(owner: HTMLElement, label: string, items: () => MenuItem[]): void {
    const same = this.menu?.owner === owner;
    this.menu = same ? null : { owner, label, items, at: owner.getBoundingClientRect() };
    this.changed.fire();
  }

  closeMenu(): void {
    if (!this.menu) return;
    const { owner } = this.menu;
    this.menu = null;
    this.changed.fire();
    if (document.contains(owner)) owner.focus();
  }

  ask(dialog: Dialog): void {
    this.menu = null;
    this.dialog = dialog;
    this.changed.fire();
  }

  toast(text: string, kind: Toast['kind'] = 'info'): void {
    const id = ++this.lastToast;
    this.toasts = [...this.toasts.filter(t => t.text !== text).slice(-2), { id, text, kind }];
    setTimeout(() => {
      this.toasts = this.toasts.filter(t => t.id !== id);
      this.changed.fire();
    }, kind === 'error' ? 6_000 : 3_500);
    this.changed.fire();
  }
}
