import sanitizeHtml from 'sanitize-html';

const LONGEST = 50_000;

/** A foreign body made safe and plain: paragraphs, lists and emphasis, no attributes. Text without markup becomes paragraphs. */
export function cleanBody(html: string): string {
  const clean = sanitizeHtml(html.slice(0, LONGEST), {
    allowedTags: ['p', 'br', 'ul', 'ol', 'li', 'strong', 'em'],
    allowedAttributes: {},
    transformTags: { b: 'strong', i: 'em', div: 'p', h1: 'p', h2: 'p', h3: 'p', h4: 'p', h5: 'p', h6: 'p' },
  }).trim();
  if (!/<(?:p|ul|ol)>/.test(clean)) {
    const paragraphs = clean.split(/\n\s*\n/).map((part) => part.trim());
    return paragraphs
      .filter((part) => part !== '')
      .map((part) => `<p>${part}</p>`)
      .join('');
  }
  return clean.replaceAll(/<(p|li|strong|em)>\s*<\/\1>/g, '');
}
