import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { ROOT } from './install.mjs';

/**
 * Runs a command in the repository with no input. The command gets its own process group, so that a browser or server
 * it started ends with it: at the time limit, on Ctrl-C, and after its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ limitMs: number, env?: NodeJS.ProcessEnv, output?: string | undefined }} options `env` is added to the environment;
 *   `output` is a file for what the command prints, at its end, in place of the terminal
 * @returns {Promise<{ ok: boolean, reason: string }>} `reason` is '' when ok
 */
export function run(command, args, { limitMs, env = {}, output }) {
  const prints = output === undefined ? 'inherit' : openSync(output, 'a');
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: ['ignore', prints, prints],
      env: { ...process.env, ...env },
      detached: process.platform !== 'win32',
    });
    let timedOut = false;
    const endGroup = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // The group is gone already.
      }
    };
    const stop = () => {
      endGroup();
      process.exit(130);
    };
    const timer = setTimeout(() => {
      timedOut = true;
      endGroup();
    }, limitMs);
    process.once('SIGINT', stop).once('SIGTERM', stop);

    /** @param {string} reason */
    const finish = (reason) => {
      clearTimeout(timer);
      process.off('SIGINT', stop).off('SIGTERM', stop);
      endGroup();
      if (typeof prints === 'number') closeSync(prints);
      resolve({ ok: reason === '', reason });
    };
    child.once('error', (error) => finish(`could not start: ${error.message}`));
    child.once('exit', (code, signal) => {
      if (timedOut) finish(`took longer than ${Math.round(limitMs / 1000)} s and was stopped`);
      else finish(code === 0 ? '' : `ended with ${code === null ? signal : `exit code ${code}`}`);
    });
  });
}
