import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@breakwater/database';
import { Fault, systemClock } from '@breakwater/kernel';
import { MemoryLayer } from '../cache/memory-layer.js';

export interface FoundPicture {
  readonly hash: string;
  readonly svg: string;
}

const MOST = 500;
const KEEP_MS = 3_600_000;

@Injectable()
export class FindPicture {
  private readonly byHash = new MemoryLayer<FoundPicture>(MOST);

  constructor(@Inject(Database) private readonly database: Database) {}

  /** The picture of this content; the replica may not have a new one yet, then the writer has it. */
  async withHash(hash: string): Promise<FoundPicture | undefined> {
    const known = this.byHash.fresh(hash, systemClock.now());
    if (known !== undefined) return known;
    const { reader, writer } = this.database;
    const found = (await query(reader, hash)) ?? (await query(writer, hash));
    const now = systemClock.now();
    if (found !== undefined) this.byHash.put(hash, found, now + KEEP_MS, now);
    return found;
  }

  /** The picture that a product shows now. Throws `catalogue.picture.not_found`. */
  async ofProduct(slug: string, position: number): Promise<FoundPicture> {
    const [row] = await this.database.reader.query<FoundPicture>(
      `SELECT pic.hash, pic.svg FROM product p JOIN product_picture pp ON pp.product_id = p.id
         JOIN picture pic ON pic.hash = pp.hash
       WHERE p.slug = $1 AND pp.position = $2`,
      [slug, position],
    );
    if (row === undefined) throw new Fault('not_found', 'catalogue.picture.not_found', `${slug} ${position}`);
    return row;
  }
}

async function query(sql: Sql, hash: string): Promise<FoundPicture | undefined> {
  const [row] = await sql.query<FoundPicture>('SELECT hash, svg FROM picture WHERE hash = $1', [hash]);
  return row;
}
