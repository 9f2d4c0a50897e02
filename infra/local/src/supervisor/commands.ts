import { StackProblem } from '../problem.js';
import type { Part } from './part.js';
import type { ServiceGroup } from './service-group.js';
import type { Stack } from './stack.js';

type Say = (line: string) => void;

function found(stack: Stack, name: string | undefined): Part[] {
  const parts = name === undefined ? [] : stack.find(name);
  if (parts.length > 0) return parts;
  const known = [...new Set(stack.status().parts.flatMap((part) => [part.name.replace(/-\d+$/, ''), part.name]))];
  throw new StackProblem(
    `${name === undefined ? 'say which part' : `nothing is called ${name}`}; there are: ${known.join(' ')}`,
  );
}

function serviceNamed(stack: Stack, name: string | undefined): ServiceGroup {
  const group = stack.group(name ?? '');
  if (group !== undefined) return group;
  found(stack, name);
  throw new StackProblem(`${name} is not a service: it cannot be scaled or replaced; kill, pause and resume work`);
}

type Command = (stack: Stack, args: readonly string[], say: Say) => Promise<void>;

/** What can be asked of a running stack over its control socket. */
export const commands: Readonly<Record<string, Command>> = {
  scale: async (stack, [name, count], say) => {
    const group = serviceNamed(stack, name);
    if (count === undefined || !/^\d+$/.test(count))
      throw new StackProblem('say how many: npm run stack -- scale order 3');
    await group.scale(Number(count));
    say(
      `${name}: ${
        group
          .parts()
          .map((part) => part.name)
          .join(' ') || 'no instance'
      }`,
    );
  },
  restart: async (stack, [name], say) => {
    const group = serviceNamed(stack, name);
    say(
      `replacing ${group
        .parts()
        .map((part) => part.name)
        .join(' ')}`,
    );
    await group.restart();
    say(
      `${name}: ${group
        .parts()
        .map((part) => part.name)
        .join(' ')}`,
    );
  },
  kill: async (stack, [name], say) => {
    const parts = found(stack, name);
    const alive = parts.filter((part) => part.status().pid !== undefined);
    for (const part of alive.length > 0 ? alive : parts) {
      part.kill();
      say(`killed ${part.name}; it will be started again`);
    }
    await Promise.resolve();
  },
  pause: async (stack, [name], say) => {
    for (const part of found(stack, name)) {
      part.pause();
      say(`paused ${part.name}; it hangs until: npm run stack -- resume ${part.name}`);
    }
    await Promise.resolve();
  },
  resume: async (stack, [name], say) => {
    for (const part of found(stack, name)) {
      part.resume();
      say(`resumed ${part.name}`);
    }
    await Promise.resolve();
  },
  stop: async (stack, _args, say) => {
    say('stopping');
    // Not awaited: the answer to this very request has to go out before the control socket closes.
    setImmediate(() => void stack.stop());
    await Promise.resolve();
  },
};
