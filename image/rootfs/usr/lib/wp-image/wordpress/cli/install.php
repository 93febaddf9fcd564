<?php
/**
 * wp-image install: see HELP.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';
require_once __DIR__ . '/database.php';
require_once __DIR__ . '/network-tables.php';
require_once __DIR__ . '/make-network.php';
require_once __DIR__ . '/move-network.php';

const HELP = <<<'TEXT'
	Usage: wp-image install [--if-configured] [--wait=SECONDS]

	Installs WordPress into an empty database, or brings the tables of an installed one up to the code. Any number of
	containers may run it at once: a lock in the database lets one work, the others find it done. Never downgrades.

	An installation needs WP_HOME, WP_SITE_TITLE, WP_ADMIN_USER, WP_ADMIN_PASSWORD and WP_ADMIN_EMAIL; WP_LOCALE is optional.

	With WP_MULTISITE the site becomes the first of a network, with all that it has; the tables of each site are brought up to the
	code; and when WP_HOME has another host than the network, the network moves there, but for sites at names of their own. Tables
	of a network are refused without WP_MULTISITE, or with another kind, and left as they are.

	  --if-configured   exit code 0, and nothing done, when one of these is missing
	  --wait=SECONDS    wait so long for the database (600)

	Exit codes: 0 done, or nothing to do · 1 WordPress failed · 64 wrong arguments · 65 the tables are of another kind of site than
	WP_MULTISITE says · 75 the database did not answer in time · 78 a setting is missing
	TEXT;

$options = options( HELP, array( 'if-configured' => false, 'wait' => '600' ) );
if ( ! ctype_digit( $options['wait'] ) ) {
	fail( EXIT_USAGE, "--wait must be a number of seconds, not {$options['wait']}" );
}

$code     = versions_of( web_root() ) ?? fail( EXIT_PROBLEM, 'no WordPress in ' . web_root() );
$database = await_database( (int) $options['wait'] );
if ( ! lock_site( $database, 'install', max( 300, (int) $options['wait'] ) ) ) {
	fail( EXIT_TRY_AGAIN, 'another container has been installing for too long' );
}

$schema = installed_schema( $database );
$stored = stored_network( $database );
$kind   = setting( 'WP_MULTISITE', 'off' );
if ( null !== $stored && $stored !== $kind ) {
	fail( EXIT_DATA, "the tables are a network of sites, WP_MULTISITE $stored, and WP_MULTISITE is $kind: nothing was changed. Set it to $stored; a network does not become a single site, or one of the other kind, by a setting" );
}
if ( null === $schema ) {
	// Interrupted between the network's rows and the last step: both are made again.
	$stored = null;
}
if ( is_network() && null === $stored ) {
	define( __NAMESPACE__ . '\BEFORE_NETWORK', true );
}
if ( null !== $stored ) {
	move_network( $database );
}
if ( null === $schema ) {
	$is_installed = install_site( (bool) $options['if-configured'], $code['wp_version'] );
} else {
	$is_installed = true;
	if ( $schema < $code['wp_db_version'] ) {
		upgrade_schema( $schema, $code['wp_db_version'] );
	} elseif ( $schema > $code['wp_db_version'] ) {
		say( "the database has schema $schema, newer than this code's {$code['wp_db_version']} (WordPress {$code['wp_version']}): left as it is" );
	} else {
		say( "WordPress {$code['wp_version']} is installed" );
	}
}
if ( $is_installed && defined( __NAMESPACE__ . '\BEFORE_NETWORK' ) ) {
	make_network( null === $schema );
} elseif ( $is_installed && null !== $stored && older_sites( $database, $code['wp_db_version'] ) ) {
	upgrade_sites( older_sites( $database, $code['wp_db_version'] ) );
}

/** @return bool whether it is installed now */
function install_site( bool $if_configured, string $version ): bool {
	$missing = missing_install_settings();
	if ( $missing || 'off' === setting( 'WP_INSTALL', 'auto' ) ) {
		$reason = $missing ? 'not set: ' . implode( ', ', $missing ) : 'WP_INSTALL is off';
		if ( $if_configured ) {
			say( "WordPress is not installed ($reason)" );
			return false;
		}
		fail( EXIT_SETTINGS, "cannot install WordPress, $reason" );
	}

	load_for_installation();
	if ( has_default_content() ) {
		require_once __DIR__ . '/keep-default-content.php';
	}
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';

	// A cache server that outlived the former database knows its options still.
	wp_cache_flush();
	wp_check_mysql_version();
	// No mail to the administrator and no test of permalinks through a site that may not serve yet.
	add_filter( 'pre_wp_mail', '__return_false' );
	add_action( 'populate_options', static fn () => add_option( INSTALLATION_MARK, (string) time() ) );
	$result = wp_install(
		setting( 'WP_SITE_TITLE' ),
		setting( 'WP_ADMIN_USER' ),
		setting( 'WP_ADMIN_EMAIL' ),
		true,
		'',
		wp_slash( setting( 'WP_ADMIN_PASSWORD' ) ),
		install_language( (string) setting( 'WP_LOCALE', '' ) )
	);
	if ( is_wp_error( $result ) ) {
		fail( EXIT_PROBLEM, 'WordPress was not installed: ' . $result->get_error_message() );
	}
	if ( ! username_exists( setting( 'WP_ADMIN_USER' ) ) ) {
		fail( EXIT_PROBLEM, 'WordPress was installed without its administrator: nobody can log in' );
	}
	set_time_zone( (string) setting( 'WP_TIMEZONE', '' ) );
	update_option( 'home', untrailingslashit( setting( 'WP_HOME' ) ) );
	$GLOBALS['wp_rewrite']->set_permalink_structure( '/%year%/%monthnum%/%day%/%postname%/' );
	// Made again by the first request, which knows the theme and all plugins.
	delete_option( 'rewrite_rules' );
	if ( ! is_network() ) {
		delete_option( INSTALLATION_MARK );
	}
	wp_cache_flush();
	say( "installed WordPress $version at " . setting( 'WP_HOME' ) );
	return true;
}

/** WordPress with what changes its tables, and without requests: the site may not serve yet. */
function load_for_installation(): void {
	if ( ! defined( 'WP_INSTALLING' ) ) {
		define( 'WP_INSTALLING', true );
	}
	load_wordpress();
	if ( ! has_filter( 'pre_http_request', __NAMESPACE__ . '\no_request' ) ) {
		add_filter( 'pre_http_request', __NAMESPACE__ . '\no_request' );
	}
}

function no_request(): \WP_Error {
	return new \WP_Error( 'installing', 'No requests while installing' );
}

/** Whether the posts, categories and comments that WordPress begins with are there, from an installation that was interrupted. */
function has_default_content(): bool {
	global $wpdb;
	$suppressed = $wpdb->suppress_errors();
	$has        = null !== $wpdb->get_var( "SELECT term_id FROM $wpdb->terms LIMIT 1" );
	$wpdb->suppress_errors( $suppressed );
	return $has;
}

/** The language for wp_install(): '' stands for English, also where the translation is not among the files. */
function install_language( string $locale ): string {
	if ( '' === $locale || 'en_US' === $locale ) {
		return '';
	}
	if ( ! in_array( $locale, get_available_languages(), true ) ) {
		say( "WP_LOCALE $locale has no translation in wp-content/languages: the site is in English until it is added" );
		return '';
	}
	load_default_textdomain( $locale );
	return $locale;
}

/** The site's time zone; WordPress keeps one that PHP does not know as it is, and then shows UTC. */
function set_time_zone( string $name ): void {
	if ( '' === $name ) {
		return;
	}
	if ( ! in_array( $name, timezone_identifiers_list(), true ) ) {
		say( "WP_TIMEZONE $name is no time zone that PHP knows: the site is in UTC" );
		return;
	}
	update_option( 'timezone_string', $name );
}

function upgrade_schema( int $from, int $to ): void {
	load_for_installation();
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	wp_cache_flush();
	wp_upgrade();
	wp_cache_flush();
	say( "upgraded the database from schema $from to $to" );
}
