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
		// Another worker, or nginx's cache manager, may have been faster.
		if ( $entry->isFile() && @unlink( $entry->getPathname() ) ) {
			++$removed;
		}
	}
	return $removed;
}
