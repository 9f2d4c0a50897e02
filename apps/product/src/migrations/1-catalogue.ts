import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Catalogue1760000000002 implements MigrationInterface {
  name = 'Catalogue1760000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE category (
        slug text PRIMARY KEY,
        name text NOT NULL,
        position integer NOT NULL
      );
      CREATE TABLE product (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        slug text NOT NULL UNIQUE,
        title text NOT NULL,
        vendor text NOT NULL,
        category_slug text NOT NULL REFERENCES category,
        description_html text NOT NULL,
        keywords text NOT NULL,
        options jsonb NOT NULL,
        currency char(3) NOT NULL,
        price_minor bigint NOT NULL CHECK (price_minor >= 0),
        compare_at_minor bigint,
        single_price boolean NOT NULL,
        featured_rank integer NOT NULL,
        rating_sum integer NOT NULL DEFAULT 0,
        rating_count integer NOT NULL DEFAULT 0,
        -- A few good ratings do not beat many: everybody starts with five of 3.5.
        rating_score double precision NOT NULL
          GENERATED ALWAYS AS ((rating_sum + 17.5) / (rating_count + 5)) STORED,
        content_hash text NOT NULL,
        created_at timestamptz NOT NULL,
        search tsvector NOT NULL GENERATED ALWAYS AS (
          setweight(to_tsvector('english'::regconfig, title), 'A') ||
          setweight(to_tsvector('english'::regconfig, keywords || ' ' || vendor), 'B') ||
          setweight(to_tsvector('english'::regconfig, regexp_replace(description_html, '<[^>]*>', ' ', 'g')), 'C')
        ) STORED
      );
      CREATE INDEX product_search ON product USING gin (search);
      CREATE INDEX product_featured ON product (featured_rank, id);
      CREATE INDEX product_newest ON product (created_at DESC, id);
      CREATE INDEX product_price ON product (price_minor, id);
      CREATE INDEX product_rating ON product (rating_score DESC, id);
      CREATE INDEX product_category ON product (category_slug, featured_rank, id);
      CREATE INDEX product_category_rating ON product (category_slug, rating_score DESC, id);
      CREATE TABLE variant (
        sku text PRIMARY KEY,
        product_id bigint NOT NULL REFERENCES product ON DELETE CASCADE,
        position integer NOT NULL,
        title text NOT NULL,
        options jsonb NOT NULL,
        price_minor bigint NOT NULL CHECK (price_minor >= 0),
        compare_at_minor bigint
      );
      CREATE INDEX variant_of ON variant (product_id, position);
      -- By content, so that many products may share a picture and an address never shows another one.
      CREATE TABLE picture (hash text PRIMARY KEY, svg text NOT NULL);
      CREATE TABLE product_picture (
        product_id bigint NOT NULL REFERENCES product ON DELETE CASCADE,
        position integer NOT NULL,
        hash text NOT NULL REFERENCES picture,
        alt text NOT NULL,
        PRIMARY KEY (product_id, position)
      );
      CREATE TABLE review (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        product_id bigint NOT NULL REFERENCES product ON DELETE CASCADE,
        author text NOT NULL,
        rating smallint NOT NULL CHECK (rating BETWEEN 1 AND 5),
        title text NOT NULL,
        body text NOT NULL,
        written_at timestamptz NOT NULL
      );
      CREATE INDEX review_of ON review (product_id, written_at DESC);
      CREATE TABLE bought_together (
        product_id bigint NOT NULL REFERENCES product ON DELETE CASCADE,
        with_product_id bigint NOT NULL REFERENCES product ON DELETE CASCADE,
        orders integer NOT NULL,
        PRIMARY KEY (product_id, with_product_id)
      );
      -- The words that the shop knows, to put mistyped searches right.
      CREATE TABLE search_word (word text PRIMARY KEY);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE search_word, bought_together, review, product_picture, picture, variant, product, category',
    );
  }
}
