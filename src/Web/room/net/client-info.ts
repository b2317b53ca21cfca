import type { ClientInfo } from '../../protocol/protocol.js';

interface NavigatorHints {
  userAgentData?: { brands?: { brand: string; version: string }[]; platform?: string; mobile?: boolean };
  connection?: { type?: string };
}

/** What the console shows of this client. */
export function describeClient(language: string, agent = navigator.userAgent, hints = navigator as NavigatorHints): ClientInfo {
  return { device: device(agent), browser: browser(agent).slice(0, 60), network: network(hints), language };
}

function device(agent: string): string {
  if (/iPhone/.test(agent)) return 'ios';
  if (/iPad/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1)) return 'ipad';
  if (/Android/.test(agent)) return 'android';
  if (/Windows/.test(agent)) return 'pc';
  if (/Macintosh/.test(agent)) return 'mac';
  return /Linux/.test(agent) ? 'linux' : 'web';
}

function browser(agent: string): string {
  for (const [name, pattern] of [
    ['Edge', /Edg\/(\d+)/], ['Firefox', /Firefox\/(\d+)/], ['Chrome', /Chrom(?:e|ium)\/(\d+)/], ['Safari', /Version\/(\d+).*Safari/],
  ] as const) {
    const match = pattern.exec(agent);
    if (match) return `${name} ${match[1]}`;
  }
  return 'unknown';
}

function network(hints: NavigatorHints): string {
  switch (hints.connection?.type) {
    case 'wifi': return 'wifi';
    case 'ethernet': return 'wired';
    case 'cellular': return 'cellular';
    default: return 'unknown';
  }
}
