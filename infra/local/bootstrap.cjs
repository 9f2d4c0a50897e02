// What npm's scripts start with: on a machine that has nothing but some Node and npm, gets Node 24, pnpm, the dependencies and the
// build, each only when it is needed, and then runs the wanted program on that Node.
//
//   node infra/local/bootstrap.cjs start | stack | test | run FILE.js | ask FILE.js   [arguments]
//
// It has to parse on old Nodes: no syntax newer than Node 12, no dependencies.
'use strict';

var childProcess = require('child_process');
var crypto = require('crypto');
var fs = require('fs');
var path = require('path');

var root = path.resolve(__dirname, '../..');
var state = path.join(root, '.breakwater');
var stampFile = path.join(state, 'bootstrap.json');
var manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
var nodePackage = 'node-linux-' + process.arch;
var nodeVersion = (manifest.optionalDependencies || {})[nodePackage];
var pnpmVersion = manifest.packageManager.split('@')[1];
var oldestNodeForPnpm = [18, 12];
var oldestNodeForUs = [22, 15];
var neededMegabytes = 2000;

function Problem(message) {
  this.message = message;
}

function main(args) {
  var command = args[0];
  var rest = args.slice(1);
  checkNpm();
  // What only asks a shop that runs, maybe in containers, needs nothing of this machine but a Node.
  if (command !== 'ask' || !isAtLeast(process.version, oldestNodeForUs)) checkMachine();
  if (command === 'start') return prepare().then(runWith(['infra/local/dist/main.js', 'start'].concat(rest)));
  if (command === 'stack')
    return prepareFor('infra/local/dist/main.js').then(runWith(['infra/local/dist/main.js', 'stack'].concat(rest)));
  if (command === 'test') return prepare().then(runWith(['tools/test.mjs'].concat(rest)));
  if (command === 'run' && rest.length > 0) return prepare().then(runWith(rest));
  if (command === 'ask' && rest.length > 0) return prepareFor(rest[0]).then(runWith(rest));
  throw new Problem(
    'usage: node infra/local/bootstrap.cjs start | stack | test | run FILE.js | ask FILE.js  [arguments]',
  );
}

// ------------------------------------------------------------------------------------------------------ surroundings

function checkMachine() {
  if (process.platform !== 'linux' || nodeVersion === undefined) {
    var here = process.platform + ' on ' + process.arch + ' with Node ' + process.version;
    var asking = 'what asks a running shop needs Node ' + oldestNodeForUs.join('.') + ' or newer';
    throw new Problem(
      'the native stack runs on Linux (x64, arm64), this is ' +
        here +
        '; use: docker compose up --wait (' +
        asking +
        ')',
    );
  }
}

function checkNpm() {
  var npm = /npm\/(\d+)/.exec(process.env.npm_config_user_agent || '');
  if (npm !== null && Number(npm[1]) < 6) throw new Problem('npm ' + npm[1] + ' is too old; npm 6 or newer is needed');
}

function isAtLeast(version, oldest) {
  var parts = version.replace(/^v/, '').split('.').map(Number);
  return parts[0] > oldest[0] || (parts[0] === oldest[0] && parts[1] >= oldest[1]);
}

function checkDisk() {
  var df = childProcess.spawnSync('df', ['-Pk', root], { encoding: 'utf8' });
  var line = String(df.stdout || '')
    .trim()
    .split('\n')[1];
  if (df.status !== 0 || line === undefined) return;
  var free = Math.floor(Number(line.split(/\s+/)[3]) / 1024);
  if (free < neededMegabytes) {
    throw new Problem('disk: ' + free + ' MB free in ' + root + ', about ' + neededMegabytes + ' MB are needed');
  }
}

/** What went wrong with a download, as one line. */
function downloadProblem(what, output) {
  if (/ENOSPC|no space left/i.test(output))
    return new Problem('disk: no space left in ' + root + ' while getting ' + what);
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|FETCH_FAIL|network|dns error/i.test(
      output,
    )
  ) {
    return new Problem('network: could not get ' + what + ', the package registry does not answer from here');
  }
  return new Problem('could not get ' + what + ':\n' + lastLines(output, 15));
}

function lastLines(text, count) {
  return text.trim().split('\n').slice(-count).join('\n');
}

// --------------------------------------------------------------------------------------------------------- programs

function workspaceNode() {
  var own = path.join(root, 'node_modules', nodePackage, 'bin/node');
  if (fs.existsSync(own)) return own;
  if (isAtLeast(process.version, oldestNodeForUs)) return process.execPath;
  return path.join(state, 'node/node_modules', nodePackage, 'bin/node');
}

/** The Node that runs pnpm before there is a workspace: this one, unless it is too old for that. */
function ensureFirstNode() {
  if (isAtLeast(process.version, oldestNodeForPnpm)) return Promise.resolve(process.execPath);
  var node = path.join(state, 'node/node_modules', nodePackage, 'bin/node');
  if (fs.existsSync(node)) return Promise.resolve(node);
  return npmInstall(
    'node',
    nodePackage + '@' + nodeVersion,
    'Node ' + nodeVersion + ' (this is ' + process.version + ')',
  ).then(function () {
    return node;
  });
}

function ensurePnpm(node) {
  var folder = path.join(state, 'pnpm/node_modules/pnpm');
  var entry = path.join(folder, 'bin/pnpm.mjs');
  var installed = readJson(path.join(folder, 'package.json'));
  var there = installed.version === pnpmVersion && fs.existsSync(entry);
  var got = there ? Promise.resolve() : npmInstall('pnpm', 'pnpm@' + pnpmVersion, 'pnpm ' + pnpmVersion);
  return got.then(function () {
    // Nx takes the workspace's node_modules off PATH before it calls pnpm: it must be found elsewhere.
    var bin = path.join(state, 'bin');
    fs.mkdirSync(bin, { recursive: true });
    var shim = path.join(bin, 'pnpm');
    fs.writeFileSync(shim + '.new', '#!/bin/sh\nexec "' + node + '" "' + entry + '" "$@"\n', { mode: 493 });
    fs.renameSync(shim + '.new', shim);
    return shim;
  });
}

function npmCommand() {
  var candidates = [
    process.env.npm_execpath || '',
    path.join(path.dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js'),
  ];
  var file = candidates.filter(function (candidate) {
    return path.basename(candidate) === 'npm-cli.js' && fs.existsSync(candidate);
  })[0];
  return file === undefined ? ['npm'] : [process.execPath, file];
}

function npmInstall(folder, spec, what) {
  var prefix = path.join(state, folder);
  fs.mkdirSync(prefix, { recursive: true });
  fs.writeFileSync(path.join(prefix, 'package.json'), '{"private":true}\n');
  var args = [
    'install',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    '--loglevel=error',
    '--prefix',
    prefix,
    spec,
  ];
  return quietly('getting ' + what, npmCommand().concat(args), { cwd: prefix }).then(function (result) {
    if (result.code === 0) return;
    if (result.missing) throw new Problem('npm is not on PATH; install Node with npm');
    throw downloadProblem(what, result.output);
  });
}

// -------------------------------------------------------------------------------------------------------- workspace

function prepare() {
  fs.mkdirSync(path.join(state, 'logs'), { recursive: true });
  return locked(function () {
    var stamp = readJson(stampFile);
    var dependencies = dependencyStamp();
    var installed = stamp.dependencies === dependencies && fs.existsSync(path.join(root, 'node_modules/.modules.yaml'));
    if (!installed) checkDisk();
    return ensureFirstNode()
      .then(ensurePnpm)
      .then(function (pnpm) {
        return installed ? undefined : installDependencies(pnpm).then(remember('dependencies', dependencies));
      })
      .then(function () {
        var sources = sourceStamp();
        if (stamp.sources === sources && installed && isBuilt()) return undefined;
        return build().then(remember('sources', sources));
      });
  });
}

/** `stack` and `ask` talk to a shop that runs: that must not wait for a build, nor change what runs. */
function prepareFor(program) {
  return fs.existsSync(path.resolve(root, program)) ? Promise.resolve() : prepare();
}

function installDependencies(pnpm) {
  var args = ['install', '--frozen-lockfile', '--reporter=append-only', '--config.confirmModulesPurge=false'];
  return quietly('installing dependencies', [pnpm].concat(args), { cwd: root, log: 'install.log' }).then(
    function (result) {
      if (result.code !== 0) throw downloadProblem('the dependencies', result.output);
    },
  );
}

function build() {
  var nx = [workspaceNode(), path.join(root, 'node_modules/nx/dist/bin/nx.js')];
  if (!fs.existsSync(nx[1])) nx[1] = path.join(root, 'node_modules/nx/bin/nx.js');
  var args = ['run-many', '-t', 'build', '--output-style=static'];
  return quietly('building', nx.concat(args), { cwd: root, log: 'build.log' }).then(function (result) {
    if (result.code === 0) return;
    var telling = result.output.split('\n').filter(function (line) {
      return /error|failed|cannot find/i.test(line) && !/^\[ELIFECYCLE\]/.test(line);
    });
    var all = path.join(state, 'logs/build.log');
    throw new Problem('the build failed (all of it: ' + all + ')\n' + telling.slice(0, 15).join('\n'));
  });
}

function isBuilt() {
  return (
    fs.existsSync(path.join(root, 'infra/local/dist/main.js')) &&
    fs.existsSync(path.join(root, 'apps/gateway/dist/main.js'))
  );
}

function dependencyStamp() {
  var hash = crypto.createHash('sha256');
  ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'].forEach(function (file) {
    hash.update(fs.readFileSync(path.join(root, file)));
  });
  return hash.digest('hex');
}

/** Name, size and time of every source file: when nothing changed, Nx need not even be asked. */
function sourceStamp() {
  var hash = crypto.createHash('sha256');
  var skipped = /^(node_modules|dist|test-results|coverage|\..*)$/;
  function walk(folder) {
    fs.readdirSync(folder)
      .sort()
      .forEach(function (name) {
        if (skipped.test(name)) return;
        var file = path.join(folder, name);
        var stat = fs.statSync(file);
        if (stat.isDirectory()) walk(file);
        else hash.update(file + ' ' + stat.size + ' ' + stat.mtimeMs + '\n');
      });
  }
  ['apps', 'libs', 'infra/local', 'load-tests', 'drills'].forEach(function (folder) {
    if (fs.existsSync(path.join(root, folder))) walk(path.join(root, folder));
  });
  hash.update(fs.readFileSync(path.join(root, 'tsconfig.base.json'))).update(dependencyStamp());
  return hash.digest('hex');
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    return {};
  }
}

function remember(name, value) {
  return function () {
    var stamp = readJson(stampFile);
    stamp[name] = value;
    fs.writeFileSync(stampFile, JSON.stringify(stamp) + '\n');
  };
}

/** One bootstrap of this checkout at a time; the lock of a process that is gone does not count. */
function locked(work) {
  var lock = path.join(state, 'bootstrap.lock');
  return new Promise(function (resolve) {
    (function attempt() {
      try {
        fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
        resolve();
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
        if (!isAlive(Number(fs.readFileSync(lock, 'utf8')))) fs.unlinkSync(lock);
        setTimeout(attempt, 200);
      }
    })();
  }).then(function () {
    function release() {
      try {
        fs.unlinkSync(lock);
      } catch (error) {
        // gone already
      }
    }
    process.once('exit', release);
    return work().then(function () {
      process.removeListener('exit', release);
      release();
    });
  });
}

function isAlive(pid) {
  try {
    // Zero would be our own process group; a lock just being written reads as empty, that is as zero.
    return pid === 0 || process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

// --------------------------------------------------------------------------------------------------------- processes

function environment() {
  var env = Object.assign({}, process.env);
  var folders = [path.join(state, 'bin'), path.dirname(workspaceNode())];
  env.PATH = folders.concat(env.PATH || '').join(path.delimiter);
  env.NX_DAEMON = 'false';
  env.NX_TUI = 'false';
  // Nobody is there to answer: whatever would ask takes its default instead.
  env.npm_config_yes = 'true';
  return env;
}

/** Runs a command with its output aside: a terminal sees a line with the seconds, others one line when it is done. */
function quietly(what, command, options) {
  var began = Date.now();
  var terminal = process.stderr.isTTY === true;
  function line(end) {
    var text = '  ' + what + ' ' + ((Date.now() - began) / 1000).toFixed(1) + ' s';
    process.stderr.write(terminal ? '\r\u001b[K' + text + end : text + '\n');
  }
  var timer = terminal ? setInterval(line, 100, '') : undefined;
  if (!terminal) process.stderr.write('  ' + what + '\n');
  return new Promise(function (resolve) {
    var output = '';
    var child = childProcess.spawn(command[0], command.slice(1), {
      cwd: options.cwd,
      env: Object.assign(environment(), { NO_COLOR: '1', FORCE_COLOR: '0' }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    var missing = false;
    function collect(chunk) {
      output += chunk;
    }
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', function (error) {
      missing = error.code === 'ENOENT';
      output += error.message;
    });
    forwardSignals(child);
    child.on('close', function (code, signal) {
      clearInterval(timer);
      line('\n');
      if (options.log) fs.writeFileSync(path.join(state, 'logs', options.log), output);
      if (signal === 'SIGINT' || signal === 'SIGTERM' || signal === 'SIGHUP') process.exit(130);
      resolve({ code: code, output: output, missing: missing });
    });
  });
}

/** The program itself: it has the terminal, and it decides how a Ctrl-C ends. */
function runWith(args) {
  return function () {
    return new Promise(function (resolve) {
      var child = childProcess.spawn(workspaceNode(), args, { cwd: root, env: environment(), stdio: 'inherit' });
      forwardSignals(child);
      child.on('error', function (error) {
        throw new Problem('cannot run ' + workspaceNode() + ': ' + error.message);
      });
      child.on('close', function (code, signal) {
        process.exitCode = signal === null ? code : 130;
        resolve();
      });
    });
  };
}

function forwardSignals(child) {
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(function (signal) {
    function forward() {
      child.kill(signal);
    }
    process.on(signal, forward);
    child.on('close', function () {
      process.removeListener(signal, forward);
    });
  });
}

function fail(error) {
  process.stderr.write('\n  ' + (error instanceof Problem ? error.message : error.stack) + '\n');
  process.exit(1);
}

try {
  main(process.argv.slice(2)).catch(fail);
} catch (error) {
  fail(error);
}
