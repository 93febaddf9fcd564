<?php
/**
 * nginx's page cache as files. nginx takes an entry whose file is gone for a miss.
 */

namespace WpImage;

const PAGE_CACHE_DIRECTORY = '/var/cache/nginx/pages';

/** Removes all pages of this container's cache; returns how many. Directories stay: nginx's workers made them. */
function purge_page_cache( string $directory = PAGE_CACHE_DIRECTORY ): int {
	if ( ! is_dir( $directory ) ) {
		return 0;
	}
	$removed = 0;
	$entries = new \RecursiveIteratorIterator(
		new \RecursiveDirectoryIterator( $directory, \FilesystemIterator::SKIP_DOTS ),
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
