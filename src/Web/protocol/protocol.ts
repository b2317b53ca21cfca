// Generated from the C# records of the live protocol. Do not edit: run the unit tests with HUITANG_WRITE_PROTOCOL=1.

export type ClientMessage =
  | { t: 'hello'; ticket?: string | null; resume?: string | null; client: ClientInfo }
  | { t: 'publish'; leg: string; sdp: string }
  | { t: 'unpublish'; leg: string }
  | { t: 'candidate'; leg: string; candidate?: string | null; mid?: string | null; line?: number | null }
  | { t: 'watch'; wishes: readonly Wish[]; anew?: boolean | null }
  | { t: 'answer'; sdp: string }
  | { t: 'do'; id: number; command: Command }
  | { t: 'quality'; sample: QualitySample }
  | { t: 'ping' };

export type ServerMessage =
  | { t: 'welcome'; you: string; resume: string; iceServers: readonly IceServer[]; media: boolean; serverTime: number; isCreator: boolean }
  | { t: 'waiting'; why: string; subject: string; resume: string }
  | { t: 'snapshot'; seq: number; meeting: MeetingView; people: readonly PersonView[] }
  | { t: 'delta'; seq: number; meeting?: MeetingView | null; people: readonly PersonView[]; left: readonly string[] }
  | { t: 'lobby'; people: readonly WaitingView[] }
  | { t: 'result'; id: number; error?: ErrorView | null }
  | { t: 'publishAnswer'; leg: string; sdp: string; error?: ErrorView | null }
  | { t: 'offer'; sdp: string; streams: readonly OfferedStream[] }
  | { t: 'talking'; participant: string; on: boolean }
  | { t: 'chat'; id: string; from: string; fromName: string; to?: string | null; text: string; at: number }
  | { t: 'reaction'; from: string; emoji: string }
  | { t: 'asked'; what: string }
  | { t: 'notice'; what: string }
  | { t: 'mediaReset'; up: boolean }
  | { t: 'gone'; reason: string; mayReturn: boolean }
  | { t: 'error'; code: string }
  | { t: 'pong'; serverTime: number };

export interface ClientInfo {
  device: string;
  browser: string;
  network: string;
  language: string;
}

export interface Wish {
  participant: string;
  kind: string;
  layer: number;
}

export type Command =
  | { op: 'mic'; on: boolean }
  | { op: 'camera'; on: boolean }
  | { op: 'hand'; up: boolean }
  | { op: 'react'; emoji: string }
  | { op: 'chat'; text: string; to?: string | null }
  | { op: 'rename'; target?: string | null; name: string }
  | { op: 'mute'; target: string }
  | { op: 'askUnmute'; target: string }
  | { op: 'muteAll'; selfUnmute: boolean }
  | { op: 'unmuteAll' }
  | { op: 'stopCamera'; target: string }
  | { op: 'askCamera'; target: string }
  | { op: 'stopShare'; target: string }
  | { op: 'remove'; targets: readonly string[]; mayReturn: boolean }
  | { op: 'role'; target: string; role: string }
  | { op: 'takeHost' }
  | { op: 'admit'; targets: readonly string[] }
  | { op: 'deny'; targets: readonly string[]; mayReturn: boolean }
  | { op: 'toWaitingRoom'; target: string }
  | { op: 'lowerHands'; target?: string | null }
  | { op: 'lock'; on: boolean }
  | { op: 'rules'; change: RuleChange }
  | { op: 'suspend' }
  | { op: 'leave' }
  | { op: 'end' };

export interface QualitySample {
  upKbps?: number | null;
  downKbps?: number | null;
  upLoss?: number | null;
  downLoss?: number | null;
  rtt?: number | null;
  jitter?: number | null;
  audioUpKbps?: number | null;
  audioDownKbps?: number | null;
  micLevel?: number | null;
  speakerLevel?: number | null;
  videoUpKbps?: number | null;
  videoDownKbps?: number | null;
  videoUpFps?: number | null;
  videoDownFps?: number | null;
  videoUpHeight?: number | null;
  videoDownHeight?: number | null;
  shareUpKbps?: number | null;
  shareDownKbps?: number | null;
  shareUpFps?: number | null;
  shareDownFps?: number | null;
  cpuLimited: boolean;
  link?: string | null;
}

export interface IceServer {
  urls: readonly string[];
  username?: string | null;
  credential?: string | null;
}

export interface MeetingView {
  subject: string;
  code: string;
  link: string;
  startedAt: number;
  locked: boolean;
  rules: MeetingSettings;
  creator: string;
}

export interface PersonView {
  id: string;
  name: string;
  role: string;
  guest: boolean;
  mic: boolean;
  camera: boolean;
  sharing: boolean;
  sharingAudio: boolean;
  hand?: number | null;
  away: boolean;
  joinedAt: number;
  cameraSince?: number | null;
  mayUnmute: boolean;
  hasAudio: boolean;
  grade: number;
}

export interface WaitingView {
  id: string;
  name: string;
  guest: boolean;
  since: number;
}

export interface ErrorView {
  code: string;
  args: readonly string[];
}

export interface OfferedStream {
  mid: string;
  participant?: string | null;
  kind?: string | null;
}

export interface RuleChange {
  waitingRoom?: boolean | null;
  muteOnEntry?: MuteOnEntry | null;
  selfUnmute?: boolean | null;
  joinLimit?: JoinLimit | null;
  allowRename?: boolean | null;
  chat?: ChatRule | null;
  shareByAll?: boolean | null;
  cameraByAll?: boolean | null;
  raiseHand?: boolean | null;
  watermark?: WatermarkStyle | null;
  hideCode?: boolean | null;
  joinBeforeHost?: boolean | null;
}

export interface MeetingSettings {
  waitingRoom: boolean;
  joinBeforeHost: boolean;
  muteOnEntry: MuteOnEntry;
  selfUnmute: boolean;
  joinLimit: JoinLimit;
  allowRename: boolean;
  chat: ChatRule;
  shareByAll: boolean;
  cameraByAll: boolean;
  raiseHand: boolean;
  watermark: WatermarkStyle;
  hideCode: boolean;
}

export const MuteOnEntry = { Off: 0, On: 1, AutoOverSix: 2 } as const;
export type MuteOnEntry = (typeof MuteOnEntry)[keyof typeof MuteOnEntry];

export const JoinLimit = { All: 1, Invited: 2, Internal: 3 } as const;
export type JoinLimit = (typeof JoinLimit)[keyof typeof JoinLimit];

export const ChatRule = { Free: 0, PublicOnly: 1, HostOnly: 2, Off: 3 } as const;
export type ChatRule = (typeof ChatRule)[keyof typeof ChatRule];

export const WatermarkStyle = { Off: 0, Single: 1, Multi: 2 } as const;
export type WatermarkStyle = (typeof WatermarkStyle)[keyof typeof WatermarkStyle];
