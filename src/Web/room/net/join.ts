import type { ErrorView } from '../../protocol/protocol.js';

export interface JoinRequest {
  code: string;
  password?: string;
  key?: string;
  name?: string;
}

export interface JoinGrant {
  ticket: string;
  subject: string;
  name: string;
  signedIn: boolean;
}

export type JoinAnswer = { grant: JoinGrant } | { refusal: ErrorView };

/** Asks for a ticket. Never throws: a broken connection is a refusal too. */
export async function askToJoin(request: JoinRequest): Promise<JoinAnswer> {
  try {
    const response = await fetch('/api/join', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'huitang' },
      body: JSON.stringify({ ...request, ticketFor: 'room' }),
    });
    if (response.ok) return { grant: (await response.json()) as JoinGrant };
    if (response.status === 429) return { refusal: { code: 'join.too_many', args: [] } };
    const body = (await response.json().catch(() => null)) as { error?: { code?: string; args?: string[] } } | null;
    return { refusal: { code: body?.error?.code ?? 'server', args: body?.error?.args ?? [] } };
  } catch {
    return { refusal: { code: 'offline', args: [] } };
  }
}
