<?php
/**
 * The settings of this container, validated at start and kept in one file that only www-data can read.
 */

namespace WpImage;

const SETTINGS_FILE = '/run/wp/env.php';

/**
 * One setting by its canonical name, as the start of the container typed it; the default when it is not set or empty.
 */
function setting( string $name, mixed $default = null ): mixed {
	static $settings = null;
	$settings ??= require SETTINGS_FILE;
	$value      = $settings[ $name ] ?? '';
	return '' === $value ? $default : $value;
}

/** Whether a switch (on or off) is on. */
function is_on( string $name, bool $default = false ): bool {
	$value = setting( $name, $default );
	return is_bool( $value ) ? $value : in_array( (string) $value, array( 'on', '1', 'true', 'yes' ), true );
}

/** Directory of the WordPress that came with the image, with a trailing slash. */
const IMAGE_ROOT = '/usr/src/wordpress/';

/** Directory of the WordPress on the volume, with a trailing slash. */
const VOLUME_ROOT = '/var/www/html/';

/** Directory of the WordPress that this container serves, with a trailing slash. */
function web_root(): string {
	return rtrim( setting( 'WP_ROOT', VOLUME_ROOT ), '/' ) . '/';
}

/** One line on the container's log. */
function log_line( string $message ): void {
	error_log( 'wp-image: ' . $message );
}
