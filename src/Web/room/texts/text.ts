import { en } from './en.js';
import { type TextKey, type TextTable, zh } from './zh.js';

let table: TextTable = zh;
export let language: 'zh-CN' | 'en-US' = 'zh-CN';

export function useLanguage(tag: string): void {
  language = tag.toLowerCase().startsWith('en') ? 'en-US' : 'zh-CN';
  table = language === 'en-US' ? en : zh;
}

/** The words for a key, with values filled in. */
export function say(key: TextKey, ...args: readonly (string | number)[]): string {
  return table[key].replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)] ?? ''));
}

const has = (key: string): key is TextKey => key in table;

/** Words for a note or refusal by its code, such as `notice.muted` or an error code of the server. */
export function sayNote(code: string, args: readonly string[] = []): string {
  const [first = '', ...rest] = code.split('.');
  const tail = rest.join('_');
  const own = first === 'notice' ? `note_${tail}` : first === 'device' ? tail : code.replaceAll('.', '_');
  if (has(own)) return say(own, ...args);
  const known = errors.find(([pattern]) => pattern.test(code));
  return known ? say(known[1], ...args) : say('error_other', code);
}

const errors: readonly (readonly [RegExp, TextKey])[] = [
  [/^offline$/, 'error_offline'],
  [/\.another_shares$/, 'error_another_shares'],
  [/\.camera_by_hosts$/, 'camera_forbidden'],
  [/\.share_by_hosts$/, 'share_forbidden'],
  [/\.host_muted$/, 'mic_forbidden'],
  [/\.hand_off$/, 'error_hand_off'],
  [/\.chat_off$/, 'chatIsOff'],
  [/\.chat_host_only$/, 'chatHostsOnly'],
  [/\.chat_public_only$/, 'error_chat_public'],
  [/\.rename_off$/, 'error_rename_off'],
  [/\.(moving|no_media)$/, 'error_moving'],
  [/\.text_length$/, 'chatTooLong'],
  [/\.too_many_cohosts$/, 'error_cohosts'],
  [/\.guest_no_host$/, 'error_guest_no_host'],
  [/\.(not_in|not_live|person_unknown)$/, 'error_gone'],
  [/(not_allowed|forbidden|not_host|no_right|refused)$/, 'error_forbidden'],
  [/(not_here|not_found|gone|no_such_person)$/, 'error_gone'],
  [/name/, 'error_name'],
  [/(too_fast|too_many)$/, 'error_too_fast'],
  [/(self_unmute|may_not_unmute)$/, 'mic_forbidden'],
];

/** Words for a refusal at the door. */
export function sayRefusal(code: string, args: readonly string[]): string {
  switch (code) {
    case 'join.check_code_or_password': return say('refuse_check');
    case 'join.name_needed': return say('nameNeeded');
    case 'join.not_started': return args[0] ? say('refuse_not_started', when(args[0])) : say('refuse_not_started_plain');
    case 'join.invited_only': return say('refuse_invited');
    case 'join.internal_only': return say('refuse_internal');
    case 'join.sign_in_needed': return say('refuse_sign_in');
    case 'join.locked': return say('refuse_locked');
    case 'join.closed': return say('refuse_closed');
    case 'join.too_many': return say('refuse_too_many');
    case 'join.banned': return say('refuse_banned');
    case 'join.full': return say('refuse_full');
    case 'offline': return say('refuse_offline');
    default: return say('refuse_other', code);
  }
}

function when(value: string): string {
  const time = /^\d+$/.test(value) ? Number(value) : Date.parse(value);
  if (Number.isNaN(time)) return value;
  return new Intl.DateTimeFormat(language, { month: 'long', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(time);
}

export function clockTime(ms: number): string {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hour12: false }).format(ms);
}

/** Such as 01:02:03, for the running clock. */
export function clock(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  return s >= 3600 ? `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${two(Math.floor(s / 60))}:${two(s % 60)}`;
}

/** Such as "12 min 5 s", for reading. */
export function span(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return say('seconds', s);
  return s < 3600 ? say('minutes', Math.floor(s / 60), s % 60) : say('hours', Math.floor(s / 3600), Math.floor(s / 60) % 60);
}

/** Nine digits as 3-3-3. */
export const grouped = (code: string): string => code.replace(/\D/g, '').replace(/^(\d{3})(\d{3})(\d{3})$/, '$1-$2-$3');
