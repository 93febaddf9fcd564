<?php
/**
 * nginx's page cache as files. nginx takes an entry whose file is gone for a miss.
 */

namespace WpImage;

const PAGE_CACHE_DIRECTORY = '/var/cache/nginx/pages';

/** Holds when all of the cache was last emptied, in seconds since 1970 with their fraction; the first time is the container's start. */
const LAST_PURGE = '/var/cache/nginx/last-purge';

/** By this header nginx keeps with a page which sites of a network it shows; visitors do not get it. */
const PAGE_SITES = 'X-Page-Sites';

/** Bytes of a file that are read for it; nginx keeps no longer headers (proxy_buffer_size). */
const LONGEST_HEADERS = 34000;

/**
 * Removes the pages of this container's cache; returns how many. Directories stay: nginx's workers made them.
 *
 * @param int[]|null $sites of a network whose pages go, with those that no site has signed; null for all pages
 */
function purge_page_cache( ?array $sites = null ): int {
	if ( ! is_dir( PAGE_CACHE_DIRECTORY ) ) {
		return 0;
	}
	// First, so that a page in the making which the removal cannot reach yet knows of it. Renamed, as another user may have written it.
	foreach ( null === $sites ? array( LAST_PURGE ) : array_map( last_purge_of( ... ), $sites ) as $note ) {
		file_put_contents( "$note." . getmypid(), sprintf( '%.6F', microtime( true ) ) );
		rename( "$note." . getmypid(), $note );
	}
	$removed = 0;
	$entries = new \RecursiveIteratorIterator(
		new \RecursiveDirectoryIterator( PAGE_CACHE_DIRECTORY, \FilesystemIterator::SKIP_DOTS ),
		\RecursiveIteratorIterator::LEAVES_ONLY,
		\RecursiveIteratorIterator::CATCH_GET_CHILD
	);
	foreach ( $entries as $entry ) {
		if ( $entry->isFile() && ( null === $sites || shows( $entry->getPathname(), $sites ) ) && forget_page( $entry->getPathname() ) ) {
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

/** Whether a page shows one of the sites, or does not say what it shows. @param int[] $sites */
function shows( string $path, array $sites ): bool {
	$start   = (string) @file_get_contents( $path, false, null, 0, LONGEST_HEADERS );
	$headers = strstr( $start, "\r\n\r\n", true );
	if ( false === $headers || ! preg_match( '/^' . PAGE_SITES . ': ([\d,]+)\r?$/mi', $headers, $found ) ) {
		return true;
	}
	return array() !== array_intersect( array_map( 'intval', explode( ',', $found[1] ) ), $sites );
}

/** When the pages of these sites, or all pages, were last removed, in seconds since 1970. @param int[] $sites */
function last_purge( array $sites = array() ): float {
	$notes = array( LAST_PURGE, ...array_map( last_purge_of( ... ), $sites ) );
	return max( array_map( static fn ( string $note ): float => (float) @file_get_contents( $note ), $notes ) );
}

function last_purge_of( int $site ): string {
	return LAST_PURGE . "-of-$site";
}
