<?php
/**
 * wp-image administrator: see HELP.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';
require_once __DIR__ . '/database.php';

const HELP = <<<'TEXT'
	Usage: wp-image administrator [--user=LOGIN] [--email=ADDRESS]

	Gives the administrator the password of WP_ADMIN_PASSWORD, and ends all his sessions. Makes him when there is no user of that
	name, and makes him an administrator when he is none; in a network of sites, of the network.

	  --user=LOGIN      who (WP_ADMIN_USER)
	  --email=ADDRESS   address of a user that is made (WP_ADMIN_EMAIL)

	Exit codes: 0 done · 1 WordPress failed · 64 wrong arguments · 75 the database did not answer in time · 78 a setting is missing
	TEXT;

$options  = options( HELP, array( 'user' => (string) setting( 'WP_ADMIN_USER', '' ), 'email' => (string) setting( 'WP_ADMIN_EMAIL', '' ) ) );
$password = setting( 'WP_ADMIN_PASSWORD' ) ?? fail( EXIT_SETTINGS, 'WP_ADMIN_PASSWORD is not set' );
if ( '' === $options['user'] ) {
	fail( EXIT_SETTINGS, 'WP_ADMIN_USER is not set: name the user by --user' );
}
if ( null === installed_schema( await_database( 60 ) ) ) {
	fail( EXIT_PROBLEM, 'WordPress is not installed' );
}
load_wordpress();

// Whoever reads the log learns of it here; nobody needs a mail about it.
add_filter( 'send_password_change_email', '__return_false' );
$login = $options['user'];
$user  = get_user_by( 'login', $login );
if ( false === $user ) {
	$id = wp_insert_user( array( 'user_login' => $login, 'user_pass' => $password, 'user_email' => $options['email'], 'role' => 'administrator' ) );
	if ( is_wp_error( $id ) ) {
		fail( EXIT_PROBLEM, "no user $login was made: " . $id->get_error_message() );
	}
	say( "made the administrator $login" );
} else {
	wp_set_password( $password, $user->ID );
	\WP_Session_Tokens::get_instance( $user->ID )->destroy_all();
	if ( ! $user->has_cap( 'manage_options' ) ) {
		$user->set_role( 'administrator' );
		say( "$login is an administrator now" );
	}
	say( "$login has the password of WP_ADMIN_PASSWORD" );
}
if ( is_multisite() && ! is_super_admin( get_user_by( 'login', $login )->ID ) ) {
	if ( ! grant_super_admin( get_user_by( 'login', $login )->ID ) ) {
		fail( EXIT_PROBLEM, "$login is no administrator of the network: something else decides who is (\$super_admins)" );
	}
	say( "$login is an administrator of the network now" );
}
