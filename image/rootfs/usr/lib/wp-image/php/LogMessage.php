<?php

namespace WpImage;

/**
 * One message of the container's log as one line of JSON. What is JSON already (nginx's requests, metrics) stays as it is.
 */
final class LogMessage
{
    /**
     * Bytes of a line at most. Docker's log drivers cut lines at 16 KiB, and what is cut is no JSON.
     *
     * @see https://github.com/moby/moby/blob/master/daemon/logger/copier.go defaultBufSize
     */
    public const LONGEST_LINE = 16_000;

    /** How PHP-FPM begins a line. */
    private const FPM_TIME = '\[\d\d-\w{3}-\d{4} [\d:.]+\]';

    private const PHP_LEVELS = [
        'error' => '/^PHP (?:Fatal|Parse|Core|Compile|Recoverable)/',
        'warning' => '/^PHP Warning/',
        'notice' => '/^PHP (?:Notice|Deprecated|Strict)/',
    ];

    /** @param string $text what a service of the container wrote, without the end of the line */
    public static function fromService(string $text, string $service): string
    {
        if (($text[0] ?? '') === '{' && strlen($text) <= self::LONGEST_LINE && json_validate($text, 512, JSON_INVALID_UTF8_IGNORE)) {
            return "$text\n";
        }
        return match (1) {
            preg_match('/^wp-image: (.*)$/s', $text, $part) => self::line('wp-image', 'info', $part[1]),
            preg_match('~^\d{4}/\d\d/\d\d [\d:]{8} \[(\w+)\] (?:\d+#\d+: )?(.*)$~s', $text, $part) => self::line('nginx', $part[1], $part[2]),
            preg_match('/^' . self::FPM_TIME . ' ([A-Z]+): (?:pid \d+, \S+\(\), line \d+: )?(.*)$/s', $text, $part) => self::line('php-fpm', strtolower($part[1]), $part[2]),
            preg_match('/^' . self::FPM_TIME . '  (\[pool .*)$/s', $text, $part) => self::line('php-fpm', 'warning', $part[1]),
            default => self::line($service, 'info', $text),
        };
    }

    /** Whether a line of PHP-FPM begins the trace of a slow request. */
    public static function beginsTrace(string $line): bool
    {
        return preg_match('/^' . self::FPM_TIME . '  \[pool /', $line) === 1;
    }

    /** @param string $text what PHP wrote to its error log, without time and end of the line */
    public static function fromPhp(string $text): string
    {
        if (str_starts_with($text, 'wp-image: ')) {
            return self::line('wp-image', 'info', substr($text, strlen('wp-image: ')));
        }
        foreach (self::PHP_LEVELS as $level => $pattern) {
            if (preg_match($pattern, $text)) {
                return self::line('php', $level, $text);
            }
        }
        return self::line('php', 'info', $text);
    }

    public static function line(string $source, string $level, string $message): string
    {
        $json = fn (string $text): string => json_encode(
            ['time' => gmdate('Y-m-d\TH:i:sP'), 'source' => $source, 'level' => $level, 'message' => $text],
            JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE,
        );
        $line = $json($message);
        $size = strlen($message);
        // A byte may take up to six in JSON.
        for ($kept = self::LONGEST_LINE; strlen($line) > self::LONGEST_LINE; $kept -= 1_000) {
            $line = $json(substr($message, 0, $kept) . " (cut, $size bytes)");
        }
        return "$line\n";
    }
}
