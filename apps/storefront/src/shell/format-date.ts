const DAY = new Intl.DateTimeFormat('en-IE', { day: 'numeric', month: 'long', year: 'numeric' });
const MINUTE = new Intl.DateTimeFormat('en-IE', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

export const formatDate = (timestamp: string): string => DAY.format(new Date(timestamp));
export const formatTime = (timestamp: string): string => MINUTE.format(new Date(timestamp));
