const INSTANT = new Intl.DateTimeFormat('en-IE', { dateStyle: 'short', timeStyle: 'medium' });

export const formatInstant = (timestamp: string): string => INSTANT.format(new Date(timestamp));
