<?php
/**
 * nginx's page cache as files. nginx takes an entry whose file is gone for a miss.
 */

namespace WpImage;

const PAGE_CACHE_DIRECTORY = '/var/cache/nginx/pages';

/** Holds when the cache was last emptied, in seconds since 1970 with their fraction; the first time is the container's start. */
const LAST_PURGE = '/var/cache/nginx/last-purge';

/** Removes all pages of this container's cache; returns how many. Directories stay: nginx's workers made them. */
function purge_page_cache(): int {
	if ( ! is_dir( PAGE_CACHE_DIRECTORY ) ) {
		return 0;
	}
	// First, so that a page in the making which the removal cannot reach yet knows of it. Renamed, as another user may have written it.
	$next = LAST_PURGE . '.' . getmypid();
	file_put_contents( $next, sprintf( '%.6F', microtime( true ) ) );
	rename( $next, LAST_PURGE );
	$removed = 0;
	$entries = new \RecursiveIteratorIterator(
		new \RecursiveDirectoryIterator( PAGE_CACHE_DIRECTORY, \FilesystemIterator::SKIP_DOTS ),
		\RecursiveIteratorIterator::LEAVES_ONLY,
		\RecursiveIteratorIterator::CATCH_GET_CHILD
	);
	foreach ( $entries as $entry ) {
		if ( $entry->isFile() && forget_page( $entry->getPathname() ) ) {
			++$removed;
		}
	}
	return $removed;
}

/**
 * Removes one page. nginx may keep its file open (open_file_cache), so the number of the format, with which each file
 * begins, is overwritten first: nginx then takes it for a file of another version, thus for a miss.
 */
function forget_page( string $path ): bool {
	// Another worker, or nginx's cache manager, may have been faster.
	$file = @fopen( $path, 'r+' );
	if ( false === $file ) {
		return false;
	}
	fwrite( $file, str_repeat( "\0", 8 ) );
	fclose( $file );
	return @unlink( $path );
}

/** When the cache was last emptied, in seconds since 1970. */
function last_purge(): float {
	return (float) @file_get_contents( LAST_PURGE );
}
