import type { App } from './app.js';

const typing = 'input:not([type=checkbox]), textarea, select, [contenteditable]';

/** M V H C P, Space to talk while held, Esc. Never while typing, in a dialog, or with a modifier key. */
export function bindKeys(app: App): void {
  const { session, ui } = app;
  const ready = (e: KeyboardEvent): boolean =>
    session.phase === 'in' && !ui.dialog && !e.ctrlKey && !e.altKey && !e.metaKey && !(e.target instanceof Element && e.target.matches(typing));

  document.addEventListener('keydown', e => {
    if (e.key === 'Escape' && session.phase === 'in' && !ui.dialog) {
      if (ui.panel === 'chat') session.chat.show(false);
      ui.closeAll();
      return;
    }
    if (!ready(e) || ui.menu) return;
    if (e.code === 'Space') {
      // On a control Space presses it; anywhere else it is the talk key.
      if (e.target instanceof Element && e.target.matches('button, a, input, [role=menuitem]')) return;
      e.preventDefault();
      if (!e.repeat && !session.own.mic) {
        session.own.talking = true;
        void session.own.setMic(true);
      }
      return;
    }
    if (e.repeat) return;
    const act: Record<string, () => void> = {
      KeyM: () => void session.own.setMic(!session.own.mic),
      KeyV: () => void session.own.setCamera(!session.own.camera),
      KeyH: () => void session.act({ op: 'hand', up: session.state.me?.hand == null }),
      KeyC: () => app.openPanel('chat'),
      KeyP: () => app.openPanel('people'),
    };
    const run = act[e.code];
    if (!run) return;
    e.preventDefault();
    run();
  });

  const release = (): void => {
    if (!session.own.talking) return;
    session.own.talking = false;
    void session.own.setMic(false);
  };
  document.addEventListener('keyup', e => { if (e.code === 'Space') release(); });
  // A window that loses the focus never hears the key go up.
  globalThis.addEventListener('blur', release);
}
