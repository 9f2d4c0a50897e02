import { createHmac, timingSafeEqual } from 'node:crypto';

/** What opens one order without signing in: it is in the link of the mail. 160 bits of an HMAC over the order's id. */
export function accessToken(sessionKey: string, orderId: string): string {
  return createHmac('sha256', sessionKey).update(`order:${orderId}`).digest('base64url').slice(0, 27);
}

export function opensOrder(sessionKey: string, orderId: string, token: string): boolean {
  const expected = Buffer.from(accessToken(sessionKey, orderId));
  const given = Buffer.from(token);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** The address of an order's page, for mails and for the way back from the bank. */
export function orderLink(config: { PUBLIC_URL: string; SESSION_KEY: string }, orderId: string): string {
  return `${config.PUBLIC_URL.replace(/\/$/, '')}/orders/${orderId}?token=${accessToken(config.SESSION_KEY, orderId)}`;
}
