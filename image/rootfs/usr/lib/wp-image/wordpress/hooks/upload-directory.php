<?php
/**
 * The first uploads of a month at once: WordPress makes the month's directory, and takes another request's success for its own
 * failure ("Unable to create directory"). Asked again, it finds the directory.
 */

namespace WpImage;

final class UploadDirectory {
	private static bool $is_wanted = false;

	/** An upload begins. */
	public static function expect( mixed $file ): mixed {
		self::$is_wanted = true;
		return $file;
	}

	/** WordPress makes the directory after this filter, or finds it. */
	public static function prepare( array $uploads ): array {
		if ( self::$is_wanted && empty( $uploads['error'] ) ) {
			for ( $tries = 3; $tries > 0 && ! wp_mkdir_p( $uploads['path'] ); --$tries ) {
				clearstatcache();
			}
		}
		return $uploads;
	}
}

foreach ( array( 'wp_handle_upload_prefilter', 'wp_handle_sideload_prefilter', 'wp_upload_bits' ) as $beginning ) {
	add_filter( $beginning, array( UploadDirectory::class, 'expect' ) );
}
add_filter( 'upload_dir', array( UploadDirectory::class, 'prepare' ), PHP_INT_MAX );
