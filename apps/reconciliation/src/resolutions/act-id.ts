import { createHash } from 'node:crypto';

/** The id under which an act is sent to the other service: the same for the same round, whoever sends it (UUID version 8). */
export function actId(discrepancyId: string, action: string, round: number): string {
  const bytes = createHash('sha256').update(`${discrepancyId} ${action} ${round}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
