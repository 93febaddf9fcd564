<?php
/* Plugin Name: Contact */

add_action( 'wp_footer', function () {
	printf(
		'<form id="contact" method="post" action="%s">
			<input type="hidden" name="action" value="contact"><input name="email"><textarea name="text"></textarea><button>Send</button>
		</form>',
		esc_url( admin_url( 'admin-post.php' ) )
	);
} );

function contact_send(): void {
	$from = sanitize_email( wp_unslash( $_POST['email'] ) );
	$sent = wp_mail( get_option( 'admin_email' ), 'A visitor writes', sanitize_textarea_field( wp_unslash( $_POST['text'] ) ), array( "Reply-To: $from", 'Cc: sales@example.com' ) );
	wp_safe_redirect( home_url( $sent ? '/?contact=sent' : '/?contact=failed' ) );
	exit;
}
add_action( 'admin_post_contact', 'contact_send' );
add_action( 'admin_post_nopriv_contact', 'contact_send' );
