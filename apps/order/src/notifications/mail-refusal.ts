import type { MailTrouble } from '../domain/mail-trouble.js';

/** What nodemailer's errors carry: `command` is what the server answered to, `responseCode` its answer. */
interface SmtpError {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly responseCode?: unknown;
}

/** Where a no is about this mail. To MAIL FROM, AUTH or the greeting it is about us, and all mails wait until that is mended. */
const ABOUT_THE_MAIL: readonly unknown[] = ['RCPT TO', 'DATA'];
/** "Bad sequence of commands": the session was at fault, a new one may go well. */
const BAD_SEQUENCE = 503;

export function troubleOf(error: unknown): MailTrouble {
  if (!(error instanceof Error)) return 'passing';
  const { code, command, responseCode }: Error & SmtpError = error;
  // An address that nodemailer itself does not take: no server was asked.
  if (code === 'EENVELOPE' && command === 'API') return /recipient/i.test(error.message) ? 'refused' : 'passing';
  if (typeof responseCode !== 'number' || !ABOUT_THE_MAIL.includes(command)) return 'passing';
  return responseCode >= 500 && responseCode < 600 && responseCode !== BAD_SEQUENCE ? 'refused' : 'passing';
}
