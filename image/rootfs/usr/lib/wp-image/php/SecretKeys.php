<?php

namespace WpImage;

/** The eight keys and salts: each as given, else made from WP_SECRET_SEED, so that all containers of a site agree. */
final class SecretKeys
{
    /**
     * @param array<string, mixed> $values settings by name
     * @param list<string> $problems gets a line when keys are missing
     * @return array<string, mixed> the same with all keys
     */
    public static function complete(array $values, array &$problems): array
    {
        // A container that knows the master user makes the database user, and signs nobody's cookie.
        if ($values['WORDPRESS_DB_MASTER_USER'] !== null) {
            return $values;
        }
        $missing = array_filter(
            array_keys($values),
            fn (string $name): bool => preg_match('/^WORDPRESS_.*_(KEY|SALT)$/', $name) && $values[$name] === null,
        );
        $seed = $values['WP_SECRET_SEED'];
        $wasSeedRefused = preg_grep('/^WP_SECRET_SEED/', $problems) !== [];
        if ($missing !== [] && $seed === null && $wasSeedRefused) {
            return $values;
        }
        if ($missing !== [] && $seed === null) {
            $problems[] = 'WP_SECRET_SEED or ' . implode(', ', $missing)
                . (count($missing) > 1 ? ' are' : ' is') . ' required: containers with keys of their own would log each other\'s users out';

            return $values;
        }
        foreach ($missing as $name) {
            $values[$name] = base64_encode(hash_hmac('sha256', $name, $seed, true));
        }

        return $values;
    }
}
