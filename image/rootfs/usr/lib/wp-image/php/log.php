<?php

/** The service "log": writes the container's log, each message as one line of JSON. With --rest it writes what is left and ends. */

namespace WpImage;

spl_autoload_register(fn (string $class) => require __DIR__ . '/' . substr($class, strlen(__NAMESPACE__) + 1) . '.php');

const DIRECTORY = '/run/log';

/** Microseconds between two looks at PHP's file, of which the system tells nothing. */
const LOOK = 200_000;

/** Seconds that the last lines have to leave. */
const FAREWELL = 2;

$pipes = [new LogPipe(DIRECTORY . '/lines', 'wp-image'), new LogPipe(DIRECTORY . '/php-fpm', 'php')];
$errors = new PhpErrorLog(DIRECTORY . '/php');
$output = new LogOutput(STDOUT);
$isLast = ($argv[1] ?? '') === '--rest';
pcntl_async_signals(true);
pcntl_signal(SIGTERM, function () use (&$isLast): void {
    $isLast = true;
});

while (!$isLast) {
    $readable = array_column($pipes, 'stream');
    $writable = $output->isWaiting() ? [$output->stream] : [];
    $none = null;
    // False when a signal came.
    @stream_select($readable, $writable, $none, 0, LOOK);
    foreach ([...$pipes, $errors] as $source) {
        array_map($output->write(...), $source->read());
    }
    $output->flush();
}

foreach ($pipes as $pipe) {
    array_map($output->write(...), [...$pipe->read(), ...$pipe->rest()]);
}
array_map($output->write(...), $errors->read(true));
for ($end = microtime(true) + FAREWELL; $output->isWaiting() && microtime(true) < $end; usleep(10_000)) {
    $output->flush();
}
