const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

export interface ReadAnswer {
  readonly status: number;
  /** Of the whole answer on the wire. */
  readonly bytes: number;
}

/**
 * Finds the end of one HTTP/1.1 answer at a time on a connection that is kept open, and reads nothing but its status. A real client
 * would take as much of the machine as the servers that are measured. Knows content-length and chunks without trailers.
 */
export class AnswerReader {
  private buffered: Buffer = Buffer.alloc(0);

  /** The answer when `chunk` was its last piece, undefined before. Throws for what it cannot read. */
  push(chunk: Buffer): ReadAnswer | undefined {
    this.buffered = this.buffered.length === 0 ? chunk : Buffer.concat([this.buffered, chunk]);
    const headEnd = this.buffered.indexOf(HEAD_END);
    if (headEnd === -1) return undefined;
    const head = this.buffered.toString('latin1', 0, headEnd).toLowerCase();
    const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
    const bodyStart = headEnd + HEAD_END.length;
    if (length === undefined && !/\r\ntransfer-encoding: *chunked/.test(head))
      throw new Error(`an answer without a length: ${head.slice(0, 100)}`);
    const complete =
      length === undefined
        ? this.buffered.length >= bodyStart + LAST_CHUNK.length && endsWith(this.buffered, LAST_CHUNK)
        : this.buffered.length >= bodyStart + Number(length);
    if (!complete) return undefined;
    const bytes = this.buffered.length;
    this.buffered = Buffer.alloc(0);
    return { status: Number(head.slice(9, 12)), bytes };
  }
}

function endsWith(buffer: Buffer, end: Buffer): boolean {
  return buffer.subarray(buffer.length - end.length).equals(end);
}
