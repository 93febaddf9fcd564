<?php
/**
 * What the tables say of a network and its sites, read without loading WordPress.
 */

namespace WpImage;

require_once __DIR__ . '/database.php';
require_once dirname( __DIR__ ) . '/network.php';

/** Sites whose tables are asked in one query. */
const SITES_A_QUERY = 100;

/** Error number: no such table. */
const NO_SUCH_TABLE = 1146;

/** Which kind of network the tables are: `subdirectory`, `subdomain`, or null for none or one whose making was interrupted. */
function stored_network( \mysqli $database ): ?string {
	$prefix = setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' );
	try {
		$made = $database->query( "SELECT (SELECT COUNT(*) FROM `{$prefix}blogs`) > 1 OR EXISTS (SELECT 1 FROM `{$prefix}sitemeta` WHERE meta_key = 'main_site')" )->fetch_row()[0];
		$kind = $database->query( "SELECT meta_value FROM `{$prefix}sitemeta` WHERE meta_key = 'subdomain_install' AND site_id = " . NETWORK )->fetch_row()[0] ?? '0';
	} catch ( \mysqli_sql_exception $error ) {
		return NO_SUCH_TABLE === $error->getCode() ? null : throw $error;
	}
	if ( 1 !== (int) $made ) {
		return null;
	}
	return in_array( $kind, array( '', '0' ), true ) ? 'subdirectory' : 'subdomain';
}

/** The sites that visitors may see; of a single site, that one. @return array<int, array{host: string, path: string}> by number */
function sites_of( \mysqli $database ): array {
	if ( ! is_network() || null === stored_network( $database ) ) {
		return array( FIRST_SITE => array( 'host' => network_host() ?: 'localhost', 'path' => '/' ) );
	}
	$prefix = setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' );
	$rows   = $database->query( "SELECT blog_id, domain, path FROM `{$prefix}blogs` WHERE archived = '0' AND spam = 0 AND deleted = 0" )->fetch_all();
	return array_combine(
		array_map( 'intval', array_column( $rows, 0 ) ),
		array_map( static fn ( array $row ): array => array( 'host' => $row[1], 'path' => $row[2] ), $rows )
	);
}

/** What the names of a site's tables begin with. */
function site_prefix( int $site ): string {
	return setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' ) . ( FIRST_SITE === $site ? '' : "{$site}_" );
}

/**
 * One option of many sites. A site without tables has none.
 *
 * @param int[] $sites
 * @return array<int, string> value by the site's number
 */
function option_of_sites( \mysqli $database, string $option, array $sites ): array {
	$values = array();
	foreach ( array_chunk( $sites, SITES_A_QUERY ) as $some ) {
		try {
			$values += options_in( $database, $option, $some );
		} catch ( \mysqli_sql_exception $error ) {
			if ( NO_SUCH_TABLE !== $error->getCode() ) {
				throw $error;
			}
			// A site that was half made or half removed must not hide the others.
			$values += count( $some ) > 1 ? array_replace( array(), ...array_map( static fn ( int $site ): array => option_of_sites( $database, $option, array( $site ) ), $some ) ) : array();
		}
	}
	return $values;
}

/** @param int[] $sites @return array<int, string> @throws \mysqli_sql_exception */
function options_in( \mysqli $database, string $option, array $sites ): array {
	$name   = $database->real_escape_string( $option );
	$select = static fn ( int $site ): string => "SELECT $site, option_value FROM `" . site_prefix( $site ) . "options` WHERE option_name = '$name'";
	$rows   = $database->query( implode( ' UNION ALL ', array_map( $select, $sites ) ) )->fetch_all();
	return array_combine( array_map( 'intval', array_column( $rows, 0 ) ), array_column( $rows, 1 ) );
}
