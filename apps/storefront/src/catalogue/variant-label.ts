/** A variant's name as people see it: products with one variant only have none (`Default Title` in imported catalogues). */
export const variantLabel = (title: string | undefined): string =>
  title === undefined || /^default( title)?$/i.test(title) ? '' : title;
