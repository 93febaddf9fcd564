<?php
/**
 * What one container tells the others of a change that visitors see: two rows of WordPress's table of options.
 */

namespace WpImage;

/** Differs after each change. */
const PURGE_MARK = 'wp_image_purge';

/** When the change was that the CDN has not been told of, in seconds since 1970; there is no such row when it knows all. */
const CDN_PURGE_MARK = 'wp_image_cdn_purge';

/** When the CDN was told last, in the same unit. */
const CDN_PURGED_MARK = 'wp_image_cdn_purged';

/** The marks of a change now. @return array<string, string> value by name */
function purge_marks(): array {
	$now   = sprintf( '%.6F', microtime( true ) );
	$marks = array( PURGE_MARK => $now . '-' . bin2hex( random_bytes( 4 ) ) );
	return null === setting( 'WP_CDN_PARAMETER' ) ? $marks : $marks + array( CDN_PURGE_MARK => $now );
}

/** SQL that writes a mark; its placeholders, of wpdb and in that order, are name and value. */
function purge_mark_query( string $prefix ): string {
	return "INSERT INTO `{$prefix}options` (option_name, option_value, autoload) VALUES (%s, %s, 'off') ON DUPLICATE KEY UPDATE option_value = VALUES(option_value)";
}
