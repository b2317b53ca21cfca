/** What this browser remembers of its user. Lost storage (private windows) only means defaults. */
export interface Choices {
  name: string;
  mic: boolean;
  camera: boolean;
  mirror: boolean;
  micId: string;
  cameraId: string;
  speakerId: string;
  perPage: 9 | 25;
  hideNonVideo: boolean;
  theme: 'site' | 'dark' | 'light';
}

const key = 'huitang.room';
const defaults: Choices = {
  name: '', mic: true, camera: true, mirror: true, micId: '', cameraId: '', speakerId: '', perPage: 9, hideNonVideo: false, theme: 'site',
};

export function readChoices(): Choices {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    return typeof stored === 'object' && stored !== null ? { ...defaults, ...stored } : { ...defaults };
  } catch {
    return { ...defaults };
  }
}

export function keepChoices(choices: Choices): void {
  try {
    localStorage.setItem(key, JSON.stringify(choices));
  } catch {
    // Storage is full or forbidden: nothing is remembered.
  }
}

/** The way back into a meeting after a reload of this tab; never shared between tabs. */
export const resumeToken = {
  read(code: string): string | null {
    try {
      return sessionStorage.getItem(`huitang.resume.${code}`);
    } catch {
      return null;
    }
  },
  keep(code: string, token: string | null): void {
    try {
      if (token === null) sessionStorage.removeItem(`huitang.resume.${code}`);
      else sessionStorage.setItem(`huitang.resume.${code}`, token);
    } catch {
      // Without storage a reload asks to join again.
    }
  },
};
