<?php
/**
 * Site Health blames nothing that the image does on purpose: it learns by which header nginx says that a page was kept, and
 * does not ask for what the owner cannot change where WP_FILE_MODS is off.
 */

namespace WpImage;

add_filter(
	'site_status_page_cache_supported_cache_headers',
	static fn ( array $headers ): array => $headers + array( 'x-cache' => static fn ( mixed $value ): bool => false !== stripos( (string) $value, 'hit' ) )
);

if ( ! is_on( 'WP_FILE_MODS' ) ) {
	add_filter(
		'site_status_tests',
		static function ( array $tests ): array {
			unset( $tests['async']['background_updates'] );
			foreach ( array( 'plugin_version', 'theme_version', 'plugin_theme_auto_updates', 'update_temp_backup_writable', 'available_updates_disk_space', 'wordpress_version' ) as $name ) {
				unset( $tests['direct'][ $name ] );
			}
			return $tests;
		}
	);
}
