<?php
/**
 * Makes an installed site the first of a network, as WordPress's own page "Network Setup" does, for `wp-image install`. The site
 * keeps its posts, users, uploads and permalinks; its administrators become those of the network.
 */

namespace WpImage;

/** @param bool $is_new whether the site was installed just now */
function make_network( bool $is_new ): void {
	load_for_installation();
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	wp_check_mysql_version();
	foreach ( network_tables() as $table => $name ) {
		$GLOBALS['wpdb']->$table = $name;
	}
	install_network();
	forget_half_network();
	act_as_administrator();
	// WordPress would give the first site's posts addresses below /blog/. Sites cannot be named like a year, so there is no need.
	$keep = static fn ( mixed $new, mixed $old ): mixed => $old;
	add_filter( 'pre_update_option_permalink_structure', $keep, 10, 2 );
	$email  = (string) setting( 'WP_ADMIN_EMAIL', get_option( 'admin_email' ) );
	$title  = (string) setting( 'WP_SITE_TITLE', get_option( 'blogname' ) );
	$result = populate_network( NETWORK, network_host(), $email, $title, '/', is_network_by_names() );
	// WordPress asks a made-up name for its wildcard DNS record at last; there may be no DNS yet.
	if ( is_wp_error( $result ) && 'no_wildcard_dns' !== $result->get_error_code() ) {
		fail( EXIT_PROBLEM, 'the network of sites was not made: ' . $result->get_error_message() );
	}
	finish_network();
	wp_cache_flush();
	say( ( $is_new ? 'made' : 'the site is the first of' ) . ' a network of sites (' . setting( 'WP_MULTISITE' ) . ') at ' . setting( 'WP_HOME' ) );
}

/** @return array<string, string> name by WordPress's name of it */
function network_tables(): array {
	global $wpdb;
	return array_combine( $wpdb->ms_global_tables, array_map( static fn ( string $table ): string => $wpdb->base_prefix . $table, $wpdb->ms_global_tables ) );
}

/** Rows of a network whose making was interrupted: WordPress takes them for a network that is there. */
function forget_half_network(): void {
	global $wpdb;
	if ( (int) $wpdb->get_var( "SELECT COUNT(*) FROM $wpdb->blogs" ) > 1 ) {
		fail( EXIT_PROBLEM, "the network of sites was not made: $wpdb->blogs has several sites, and the first is not installed" );
	}
	foreach ( array( $wpdb->site, $wpdb->sitemeta, $wpdb->blogs ) as $table ) {
		$wpdb->query( "DELETE FROM `$table`" );
		// The next network is number one again.
		$wpdb->query( "ALTER TABLE `$table` AUTO_INCREMENT = 1" );
	}
}

/** Somebody has to be the network's administrator where no user has WP_ADMIN_EMAIL; all administrators of the site become that too. */
function act_as_administrator(): void {
	$user = get_user_by( 'login', (string) setting( 'WP_ADMIN_USER', '' ) ) ?: get_users( array( 'role' => 'administrator', 'number' => 1 ) )[0] ?? null;
	if ( null === $user ) {
		fail( EXIT_PROBLEM, 'the network of sites was not made: the site has no administrator; `wp-image administrator` makes one' );
	}
	wp_set_current_user( $user->ID );
}

function finish_network(): void {
	global $wpdb;
	// In place of WordPress's 1500 kB for each file of a site.
	$wpdb->update( $wpdb->sitemeta, array( 'meta_value' => (string) intdiv( (int) setting( 'WP_UPLOAD_MAX', 67108864 ), 1024 ) ), array( 'meta_key' => 'fileupload_maxk' ) );
	// From here on they count: until now WordPress read them from the settings.
	foreach ( array( 'home', 'siteurl' ) as $option ) {
		$wpdb->update( $wpdb->options, array( 'option_value' => untrailingslashit( setting( 'WP_HOME' ) ) ), array( 'option_name' => $option ) );
	}
	$wpdb->update( $wpdb->sitemeta, array( 'meta_value' => setting( 'WP_HOME' ) . '/' ), array( 'meta_key' => 'siteurl' ) );
	delete_option( 'rewrite_rules' );
	delete_option( INSTALLATION_MARK );
}

/** Sites whose tables are older than the code. @return int[] */
function older_sites( \mysqli $database, int $schema ): array {
	$prefix   = setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' );
	$upgraded = $database->query( "SELECT meta_value FROM `{$prefix}sitemeta` WHERE meta_key = 'wpmu_upgrade_site'" )->fetch_row()[0] ?? 0;
	if ( (int) $upgraded >= $schema ) {
		return array();
	}
	$all      = array_map( 'intval', array_column( $database->query( "SELECT blog_id FROM `{$prefix}blogs`" )->fetch_all(), 0 ) );
	$versions = option_of_sites( $database, 'db_version', $all );
	return array_keys( array_filter( $versions, static fn ( string $version ): bool => (int) $version < $schema ) ) ?: array( FIRST_SITE );
}

/** Brings the tables of sites up to the code, as "Upgrade Network" does. @param int[] $sites */
function upgrade_sites( array $sites ): void {
	load_for_installation();
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	$failed = 0;
	foreach ( $sites as $site ) {
		switch_to_blog( $site );
		try {
			wp_upgrade();
		} catch ( \Throwable $error ) {
			++$failed;
			log_line( "the tables of site $site were not brought up to the code: {$error->getMessage()}" );
		}
		restore_current_blog();
	}
	update_site_option( 'wpmu_upgrade_site', $GLOBALS['wp_db_version'] );
	wp_cache_flush();
	say( 'upgraded the tables of ' . ( count( $sites ) - $failed ) . ' sites of the network' );
}
