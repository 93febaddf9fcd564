<?php
/**
 * Moves a network to another address, for `wp-image install`: WordPress finds a site by the host that its tables name, so that
 * WP_HOME alone, unlike that of a single site, would lead nowhere. Texts of posts keep the addresses that they have.
 */

namespace WpImage;

/** Does nothing where the tables name the host and the scheme of WP_HOME. */
function move_network( \mysqli $database ): void {
	$prefix   = setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' );
	$home     = untrailing( (string) setting( 'WP_HOME' ) );
	$new      = network_host();
	$old      = (string) ( $database->query( "SELECT domain FROM `{$prefix}site` WHERE id = " . NETWORK )->fetch_row()[0] ?? '' );
	$old_home = option_of_sites( $database, 'home', array( FIRST_SITE ) )[ FIRST_SITE ] ?? '';
	if ( '' === $old ) {
		fail( EXIT_DATA, 'the tables have no network with the number ' . NETWORK . ': nothing was changed' );
	}
	if ( $old === $new && untrailing( $old_home ) === $home ) {
		return;
	}
	$database->begin_transaction();
	foreach ( $database->query( "SELECT blog_id, domain, path FROM `{$prefix}blogs`" )->fetch_all() as [ $site, $domain, $path ] ) {
		$moved = moved_host( $domain, $old, $new );
		if ( null !== $moved ) {
			$database->execute_query( "UPDATE `{$prefix}blogs` SET domain = ? WHERE blog_id = ?", array( $moved, $site ) );
			set_addresses( $database, (int) $site, untrailing( parse_url( $home, PHP_URL_SCHEME ) . "://$moved$path" ) );
		}
	}
	$database->execute_query( "UPDATE `{$prefix}site` SET domain = ? WHERE id = ?", array( $new, NETWORK ) );
	$database->execute_query( "UPDATE `{$prefix}sitemeta` SET meta_value = ? WHERE meta_key = 'siteurl' AND site_id = ?", array( "$home/", NETWORK ) );
	$database->commit();
	say( "the network of sites has moved from $old_home to $home" );
	passthru( __DIR__ . '/../commands/purge --object-cache' );
}

/** The host of a site after the move; null for a name of its own, which stays. */
function moved_host( string $host, string $old, string $new ): ?string {
	if ( $host === $old ) {
		return $new;
	}
	[ $old_name, $new_name ] = preg_replace( '/^www\./', '', array( $old, $new ) );
	return str_ends_with( $host, ".$old_name" ) ? substr( $host, 0, -strlen( $old_name ) ) . $new_name : null;
}

function set_addresses( \mysqli $database, int $site, string $address ): void {
	try {
		$database->execute_query( 'UPDATE `' . site_prefix( $site ) . "options` SET option_value = ? WHERE option_name IN ('home', 'siteurl')", array( $address ) );
	} catch ( \mysqli_sql_exception $error ) {
		if ( NO_SUCH_TABLE !== $error->getCode() ) {
			throw $error;
		}
	}
}

function untrailing( string $address ): string {
	return rtrim( $address, '/' );
}
