<?php

namespace WpImage;

/** The values of templates/php-fpm.conf and templates/php.ini. */
final class PhpConfiguration
{
    /**
     * @param list<string> $inherited environment variables that PHP shows to WordPress
     * @return array<string, string|int>
     */
    public static function poolValues(Site $site, bool $isRoot, array $inherited): array
    {
        return [
            'user' => $isRoot ? "user = www-data\ngroup = www-data\nlisten.owner = www-data\nlisten.group = www-data" : '; Not root: the workers are the user that the master is.',
            'children' => $site->sizes->fpmChildren,
            // nginx gives up first, so that the visitor reads 504.
            'request_timeout' => $site->settings['WP_REQUEST_TIMEOUT'] + 5,
            'stop_timeout' => Site::PHP_STOP - 1,
            'environment' => implode("\n", array_map(fn (string $name): string => "env[$name] = \$$name", $inherited)),
        ];
    }

    /** @return array<string, string|int> */
    public static function iniValues(Site $site): array
    {
        $settings = $site->settings;
        $isEdited = $settings['WP_DEVELOPMENT_MODE'] !== null;
        $mayChange = $isEdited || $settings['WP_FILE_MODS'];

        return [
            'memory_limit' => $settings['WP_MEMORY_LIMIT'],
            'upload_max' => $settings['WP_UPLOAD_MAX'],
            'post_max' => $settings['WP_UPLOAD_MAX'] + (1 << 20),
            'execution_time' => $settings['WP_REQUEST_TIMEOUT'] - 5,
            'opcache_memory' => $site->sizes->opcacheMiB,
            'validate_timestamps' => (int) $mayChange,
            'revalidate_seconds' => $isEdited ? 0 : 60,
            'path_seconds' => $isEdited ? 0 : 600,
            // Answers file_exists() from the opcode cache: right only while files do not go away.
            'file_override' => (int) !$mayChange,
            'certificate_authorities' => $settings['WP_TRUSTED_CA'],
            'sessions' => $settings['WP_SESSIONS'] === 'redis' ? self::redisSessions($settings) : "session.save_handler = files\nsession.save_path = /tmp/sessions",
        ];
    }

    /** The path of the sessions holds the password, so nobody may look at it by phpinfo(). */
    private static function redisSessions(array $settings): string
    {
        $host = $settings['WP_REDIS_HOST'];
        $host = str_contains($host, ':') ? "[$host]" : $host;
        $query = http_build_query(array_filter([
            // As long as the object cache waits for an answer.
            'timeout' => $settings['WP_REDIS_BUDGET'] / 2000,
            'read_timeout' => $settings['WP_REDIS_BUDGET'] / 2000,
            'database' => $settings['WP_REDIS_DATABASE'] ?: null,
            'prefix' => ($settings['WP_REDIS_PREFIX'] ?? $settings['WORDPRESS_DB_NAME']) . ':session:',
            'auth' => $settings['WP_REDIS_PASSWORD'] === null ? null : array_filter(['user' => $settings['WP_REDIS_USERNAME'], 'pass' => $settings['WP_REDIS_PASSWORD']]),
            'stream' => $settings['WP_REDIS_TLS'] ? ['cafile' => $settings['WP_REDIS_CA'], 'verify_peer' => '1'] : null,
        ], fn (mixed $value): bool => $value !== null));
        $address = match (true) {
            str_starts_with($host, '/') => "unix://$host",
            $settings['WP_REDIS_TLS'] => "tls://$host:{$settings['WP_REDIS_PORT']}",
            default => "tcp://$host:{$settings['WP_REDIS_PORT']}",
        };

        return "session.save_handler = redis\nsession.save_path = \"$address?$query\"\nredis.session.locking_enabled = 1\n"
            . "redis.session.lock_retries = 400\nredis.session.lock_wait_time = 50000\n"
            . ($settings['WP_REDIS_PASSWORD'] === null ? '' : "disable_functions = phpinfo\n");
    }
}
